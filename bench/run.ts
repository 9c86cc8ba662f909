/** Runs every benchmark and prints figures, as ratios against the named peer measured in the same run. Nothing here judges. */
import { readdirSync } from "node:fs"
import { join } from "node:path"

const only = process.argv[2]
for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith(".bench.ts"))) {
  if (only !== undefined && !file.startsWith(only)) continue
  console.log(`\n${file.replace(".bench.ts", "")}`)
  await import(join(import.meta.dirname, file))
}
