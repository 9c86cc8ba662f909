/** What a program weighs once it is bundled: minified, and gzipped as a server sends it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { root } from "./packages.ts"

/** The gzipped bytes of the program, bundled with everything it imports, what it loads later included; `external` is left out. */
export async function bundleWeight(program: string, external: ReadonlyArray<string> = []): Promise<number> {
  // Inside the workspace, so that its packages are found.
  const directory = mkdtempSync(join(root, "node_modules", ".weight-"))
  try {
    const input = join(directory, "program.mjs")
    writeFileSync(input, program)
    const bundle = await rolldown({ input, external: [...external], platform: "node" })
    const { output } = await bundle.generate({ minify: true })
    return output.reduce((sum, chunk) => sum + (chunk.type === "chunk" ? gzipSync(chunk.code).length : 0), 0)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const builder = JSON.stringify(join(root, "packages/hogql-builder/dist/index.js"))

/** A program that builds a query with select, where and groupBy. */
export const smallBuilderProgram = `
import { eq, events, fn, select } from ${builder}
export const query = select(events)
  .columns({ event: events.event, n: fn.count() })
  .where(eq(events.event, "$pageview"))
  .groupBy("event")
  .toHogQL()
`

/** A program that keeps the whole builder, all functions included. */
export const wholeBuilderProgram = `export * from ${builder}`

const transport = JSON.stringify(join(root, "packages/transport/dist/index.js"))

/** A program that sends one request. */
export const transportProgram = `
import { createTransport } from ${transport}
const client = createTransport({ host: "https://us.posthog.com", projectId: 1, personalApiKey: process.env.KEY })
export const answer = await client.execute({
  operation: "Project.current", origin: "api", method: "GET", path: "/api/projects/:project/", safety: "read", lane: "crud"
})
`

/** Loaded only by those who keep their keys there, and installed by them. */
export const transportOptionalPeers = ["@napi-rs/keyring", "@aws-sdk/client-secrets-manager"]
