/** Effect's own diagnostics (a floating Effect compiles, and does nothing) over every package whose sources use Effect. */
import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"

const projects = ["packages", "apps"]
  .flatMap((group) => readdirSync(group).map((name) => `${group}/${name}`))
  .filter((path) => existsSync(`${path}/tsconfig.json`) && !/hogql-(builder|compiler)$/u.test(path))

let failed = false
for (const project of projects) {
  const { status, stderr, stdout } = spawnSync(
    "effect-language-service",
    ["diagnostics", "--project", `${project}/tsconfig.json`],
    { encoding: "utf8", shell: process.platform === "win32" }
  )
  const checked = /Checked (\d+) files?/u.exec(stdout)?.[1]
  // The tool exits 0 after checking nothing when the tsconfig lacks its plugin entry.
  if (status !== 0 || checked === "0") {
    failed = true
    console.error(`${project}:\n${stdout}${stderr}`)
  } else {
    console.log(`${project}: ${checked ?? "?"} files`)
  }
}
process.exitCode = failed ? 1 : 0
