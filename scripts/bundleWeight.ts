/** What a program weighs once it is bundled: minified, and gzipped as a server sends it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { rolldown } from "rolldown"
import { root } from "./packages.ts"

/** The gzipped bytes of the program, bundled with everything it imports. */
export async function bundleWeight(program: string): Promise<number> {
  // Inside the workspace, so that its packages are found.
  const directory = mkdtempSync(join(root, "node_modules", ".weight-"))
  try {
    const input = join(directory, "program.mjs")
    writeFileSync(input, program)
    const bundle = await rolldown({ input })
    const { output } = await bundle.generate({ minify: true })
    return gzipSync(output[0].code).length
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
