/** Every check that is not a test, one after the other, each under its own name, so that a red line says what broke. */
import { spawnSync } from "node:child_process"

const parts = [
  "build",
  "check:format",
  "check:types",
  "check:lint",
  "check:effect",
  "check:layers",
  "check:unused",
  "check:exports"
]

const failed: string[] = []
for (const part of parts) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ["--run", part], { stdio: "inherit" })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${part} (${seconds} s)`)
  if (status !== 0) failed.push(part)
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}`)
  process.exitCode = 1
}
