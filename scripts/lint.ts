/** Lints each package in a process of its own: the types of all of them at once need more memory than Node takes by itself. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { root, workspacePackages } from "./packages.ts"

const eslint = join(root, "node_modules/eslint/bin/eslint.js")
const failed = workspacePackages.filter(
  ({ directory }) =>
    spawnSync(process.execPath, [eslint, directory], { cwd: root, stdio: "inherit" }).status !== 0
)
if (failed.length > 0) process.exitCode = 1
