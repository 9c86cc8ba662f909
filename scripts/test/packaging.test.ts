/**
 * What a stranger gets: every package packed, installed into an empty project, imported through each of its doors on the
 * lowest Node it claims, and the installed command line doing its job with the parser's worker and chDB's process.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { workspacePackages } from "../packages.ts"

const pnpm = process.env["npm_execpath"]
const hasPnpm = pnpm !== undefined && /pnpm/u.test(pnpm)
if (!hasPnpm) console.warn("packaging: skipped, because it runs under pnpm only (pnpm test)")

/** Megabytes that an installed package, without its dependencies, may take. */
const budgets: Readonly<Record<string, number>> = {
  "@posthog-driver/cli": 4,
  // The tables of 760 functions with their examples; sources and maps are in the package too.
  "@posthog-driver/hogql-compiler": 3.5,
  // One typed function for each of them.
  "@posthog-driver/hogql-builder": 1.5,
  "@posthog-driver/engine": 1.5,
  // Policies, TLS, sources of keys, audit log, signing; two thirds are sources, declarations and maps.
  "@posthog-driver/transport": 1.8,
  default: 1
}

describe.skipIf(!hasPnpm)("packed and installed", () => {
  let directory: string
  const run = (command: string, args: readonly string[], cwd = directory) =>
    execFileSync(command, args, {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, CI: "1" }
    })

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "packed-"))
    const tarballs = Object.fromEntries(
      workspacePackages.map((one) => {
        const to = join(directory, "tarballs", one.manifest.name.split("/")[1] ?? "")
        mkdirSync(to, { recursive: true })
        run(pnpm ?? "", ["pack", "--pack-destination", to], one.directory)
        return [one.manifest.name, `file:${join(to, readdirSync(to)[0] ?? "")}`]
      })
    )
    writeFileSync(
      join(directory, "package.json"),
      JSON.stringify({
        name: "empty",
        private: true,
        type: "module",
        dependencies: { ...tarballs, effect: "4.1.0" }
      })
    )
    writeFileSync(
      join(directory, "pnpm-workspace.yaml"),
      `packages: []\nallowBuilds:\n  chdb: false\noverrides:\n${Object.entries(tarballs)
        .map(([name, file]) => `  "${name}": "${file}"\n`)
        .join("")}`
    )
    run(pnpm ?? "", ["install", "--prefer-offline", "--no-frozen-lockfile"])
    // The lowest Nodes that the manifests name come from the registry, like everything else.
    for (const version of ["20.19.0", "22.19.0"]) {
      const at = join(directory, `node-${version}`)
      mkdirSync(at)
      writeFileSync(join(at, "package.json"), "{}")
      run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `node@${version}`], at)
    }
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  const node = (version: string) => join(directory, `node-${version}/node_modules/.bin/node`)

  it.each(workspacePackages.map(({ manifest }) => [manifest.name, manifest] as const))(
    "%s imports through each door on its lowest Node",
    (name, manifest) => {
      const lowest = manifest.engines.node === ">=20" ? "20.19.0" : "22.19.0"
      for (const door of Object.keys(manifest.exports)) {
        // A worker and a child's entry start working when they are imported; the bin's test below starts them.
        if (["./package.json", "./worker", "./store-process", "./guest"].includes(door)) continue
        // Optional peers are not installed here on purpose.
        if (door === "./anthropic") continue
        const names = run(node(lowest), [
          "--no-warnings",
          "--input-type=module",
          "-e",
          `const m = await import(${JSON.stringify(name + door.slice(1))}); console.log(Object.keys(m).length)`
        ])
        expect(Number(names), door).toBeGreaterThan(0)
      }
    }
  )

  it.each(workspacePackages.map(({ manifest }) => manifest.name))(
    "%s stays within its install size",
    (name) => {
      const bytes = sizeOf(join(directory, "node_modules", name))
      expect(bytes / 1e6).toBeLessThan(budgets[name] ?? budgets["default"] ?? 0)
    }
  )

  it("the installed command line answers from the embedded engine: worker and store start from the package", () => {
    const dataDir = join(directory, "data")
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(directory, "node_modules/@posthog-driver/cli/bin/posthog-driver.js"),
        "query",
        "select 9007199254740993 as n",
        "--format",
        "jsonl"
      ],
      {
        cwd: directory,
        encoding: "utf8",
        env: { PATH: process.env["PATH"] ?? "", HOME: directory, POSTHOG_DRIVER_DATA_DIR: dataDir }
      }
    )
    expect(stderr).not.toContain("error:")
    expect(stdout).toBe('{"n":9007199254740993}\n')
    expect(status).toBe(0)
  })

  it("on an old Node the command line says one sentence", () => {
    const { status, stderr, stdout } = spawnSync(
      node("20.19.0"),
      [join(directory, "node_modules/@posthog-driver/cli/bin/posthog-driver.js"), "objects"],
      { encoding: "utf8" }
    )
    expect(stderr).toBe(
      "posthog-driver needs Node 22.19 or newer; this is 20.19.0. Install a current Node and run it again.\n"
    )
    expect(stdout).toBe("")
    expect(status).toBe(2)
  })
})

/** Bytes of a package's own files; what it depends on lies elsewhere. */
const sizeOf = (path: string): number =>
  readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules")
    .reduce((sum, entry) => {
      const at = join(path, entry.name)
      return sum + (entry.isDirectory() ? sizeOf(at) : statSync(at).size)
    }, 0)
