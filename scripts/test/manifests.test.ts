import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root, workspacePackages } from "../packages.ts"

describe.each(workspacePackages.map((one) => [one.manifest.name, one] as const))("%s", (_, one) => {
  it("carries the workspace's licence", () => {
    expect(one.manifest.license).toBe("MIT")
    expect(readFileSync(join(one.directory, "LICENSE"), "utf8")).toBe(
      readFileSync(join(root, "LICENSE"), "utf8")
    )
  })

  it("has a README that names it, says how to install it, and holds an example that runs", () => {
    const readme = readFileSync(join(one.directory, "README.md"), "utf8")
    expect(readme).toContain(one.manifest.name)
    expect(readme).toMatch(/npm install|npx/u)
    expect(readme).toMatch(/```(ts|sh) run\n/u)
  })

  it("exports files that the build makes", () => {
    for (const target of Object.values(one.manifest.exports)) {
      if (typeof target === "string") continue
      expect(existsSync(join(one.directory, target.default)), target.default).toBe(true)
      expect(existsSync(join(one.directory, target.types)), target.types).toBe(true)
    }
  })

  it("ships its changelog", () => {
    expect(one.manifest.files).toContain("CHANGELOG.md")
    expect(readFileSync(join(one.directory, "CHANGELOG.md"), "utf8")).toContain(`## ${one.manifest.version}`)
  })

  it("pins its dependencies exactly, its workspace siblings and peers by range", () => {
    for (const [name, range] of Object.entries(one.manifest.dependencies ?? {})) {
      expect(range, name).toMatch(
        name.startsWith("@posthog-driver/") ? /^workspace:\^$/u : /^(\d+\.\d+\.\d+|catalog:)$/u
      )
    }
  })
})

it("no file of the lock names a download address", () => {
  expect(readFileSync(join(root, "pnpm-lock.yaml"), "utf8")).not.toMatch(/https?:\/\/|tarball:/u)
})
