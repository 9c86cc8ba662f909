import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { root } from "../packages.ts"

// A workspace in miniature, so that a wrong import is never planted where a build could pick it up.
let directory: string
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "layers-")))
  for (const file of [".dependency-cruiser.cjs", "tsconfig.base.json"])
    cpSync(join(root, file), join(directory, file))
  for (const name of ["hogql-compiler", "engine", "driver"]) {
    write(
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@posthog-driver/${name}`, type: "module", exports: "./dist/index.js" })
    )
    write(`packages/${name}/dist/index.js`, "export const x = 1\n")
  }
  mkdirSync(join(directory, "packages/driver/node_modules/@posthog-driver"), { recursive: true })
  for (const name of ["hogql-compiler", "engine"]) {
    symlinkSync(
      join(directory, "packages", name),
      join(directory, "packages/driver/node_modules/@posthog-driver", name),
      "dir"
    )
  }
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const write = (path: string, content: string) => {
  mkdirSync(dirname(join(directory, path)), { recursive: true })
  writeFileSync(join(directory, path), content)
}

const cruise = () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs"),
      "packages",
      "--config",
      ".dependency-cruiser.cjs"
    ],
    { cwd: directory, encoding: "utf8" }
  )
  return { refused: status !== 0, stdout: stdout + stderr }
}

describe("layers", () => {
  it("an import across the layers is refused by name", () => {
    write("packages/driver/src/planted.ts", 'export { x } from "@posthog-driver/engine"\n')
    const { refused, stdout } = cruise()
    expect(stdout).toContain("driver-imports-only-its-layer")
    expect(refused).toBe(true)
  })

  it("an eager import of the compiler by the driver is refused", () => {
    write("packages/driver/src/planted.ts", 'export { x } from "@posthog-driver/hogql-compiler"\n')
    expect(cruise().stdout).toContain("compiler-is-loaded-lazily")
  })

  it("reaching into another package's sources is refused", () => {
    write("packages/engine/src/inner.ts", "export const inner = 1\n")
    write("packages/driver/src/planted.ts", 'export { inner } from "../../engine/src/inner.ts"\n')
    expect(cruise().stdout).toContain("no-deep-imports")
  })

  it("what the table allows passes", () => {
    write(
      "packages/driver/src/planted.ts",
      'export const load = () => import("@posthog-driver/hogql-compiler")\n'
    )
    expect(cruise()).toMatchObject({ refused: false })
  })
})
