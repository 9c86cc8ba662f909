import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { functionsDocument } from "../../scripts/functionsDocument.ts"

it("docs/functions.md says what the tables say; if not, run pnpm docs:functions", () => {
  const stored = readFileSync(new URL("../../docs/functions.md", import.meta.url), "utf8")
  expect(stored).toBe(functionsDocument())
})
