import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"

const packageFolder = join(import.meta.dirname, "..")
const compilerFolder = dirname(createRequire(import.meta.url).resolve("typescript-7/package.json"))

describe("types", () => {
  it("accept right queries, infer their rows and refuse wrong ones", { timeout: 60_000 }, () => {
    const compiler = spawnSync(
      process.execPath,
      [join(compilerFolder, "bin/tsc"), "--noEmit", "-p", "test/typetest/tsconfig.json"],
      { cwd: packageFolder, encoding: "utf8" }
    )
    expect(compiler.stdout + compiler.stderr).toBe("")
    expect(compiler.status).toBe(0)
  })
})
