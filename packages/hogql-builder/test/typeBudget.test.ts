import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"

const packageFolder = join(import.meta.dirname, "..")
const compilerFolder = dirname(createRequire(import.meta.url).resolve("typescript-7/package.json"))

// 12,345 when it was written. Counted, not timed, so that it is the same on every machine.
const budget = 16_000

describe("types", () => {
  it("cost a program with a table of 200 columns few instantiations", { timeout: 60_000 }, () => {
    const compiler = spawnSync(
      process.execPath,
      [
        join(compilerFolder, "bin/tsc"),
        "--noEmit",
        "--singleThreaded",
        "--extendedDiagnostics",
        "-p",
        "test/typeperf/tsconfig.json"
      ],
      { cwd: packageFolder, encoding: "utf8" }
    )
    const instantiations = Number(/^Instantiations:\s+(\d+)$/m.exec(compiler.stdout)?.[1])
    expect(compiler.status, compiler.stdout).toBe(0)
    expect(instantiations).toBeGreaterThan(1_000)
    expect(instantiations).toBeLessThan(budget)
  })
})
