/** A folder for an audit log, and its lines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"

export const auditFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "transport-audit-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Every line of every file of the log, in order. */
export const auditLines = (file: string): ReadonlyArray<Record<string, unknown>> => {
  const folder = join(file, "..")
  const name = file.slice(folder.length + 1)
  const finished = readdirSync(folder)
    .filter((each) => /\.\d{12}$/.test(each))
    .sort()
  return [...finished, name].flatMap((each) =>
    readFileSync(join(folder, each), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): Record<string, unknown> => JSON.parse(line))
  )
}
