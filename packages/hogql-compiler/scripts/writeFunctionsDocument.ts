/** Writes `docs/functions.md`. */
import { writeFileSync } from "node:fs"
import { functionsDocument } from "./functionsDocument.ts"

writeFileSync(new URL("../docs/functions.md", import.meta.url), functionsDocument())
