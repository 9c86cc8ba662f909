// Runs a turbo task over the workspace and says one line about it; its own words only when it fails. Plain JavaScript and without
// telemetry: it is the first thing that runs on a fresh machine.
import { spawnSync } from "node:child_process"

const [task = "build"] = process.argv.slice(2)
process.stderr.write(`${task}: running…\n`)
const start = performance.now()
const { status, stderr, stdout } = spawnSync("turbo", ["run", task, "--output-logs=errors-only"], {
  encoding: "utf8",
  maxBuffer: 1 << 28,
  shell: process.platform === "win32",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" }
})
if (status === 0) {
  const cached = /Cached:\s+(\d+) cached, (\d+) total/u.exec(stdout)
  const what = cached === null ? "" : ` (${cached[2]} packages, ${cached[1]} unchanged)`
  process.stderr.write(`${task}: done in ${((performance.now() - start) / 1000).toFixed(1)} s${what}\n`)
} else {
  process.stderr.write(`${stdout ?? ""}${stderr ?? ""}\n${task}: failed\n`)
  process.exitCode = 1
}
