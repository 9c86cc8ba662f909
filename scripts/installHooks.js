// Points git at .githooks. Plain JavaScript, because it runs while dependencies are installed, on whatever Node is there;
// outside a git checkout, or without git, there is nothing to do.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

if (existsSync(".git") && process.env.CI === undefined) {
  spawnSync("git", ["config", "core.hooksPath", ".githooks"], { stdio: "ignore" })
}
