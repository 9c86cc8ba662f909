/**
 * The long forms of the tests: the same files, with many more cases for each property (FAST_CHECK_RUNS, 100,000 unless set) and ten minutes of
 * mixed load (SOAK_SECONDS, 600 unless set); programs that share their limits go on for 200 seconds.
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { root } from "./packages.ts"

const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", "--testTimeout=3600000", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit", env: { FAST_CHECK_RUNS: "100000", SOAK_SECONDS: "600", ...process.env } }
)
process.exitCode = status ?? 1
