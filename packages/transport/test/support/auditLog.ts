/** An audit log in a folder of its own, and its lines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { openAuditFile, type AuditFile } from "../../src/audit/AuditFile.ts"

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

export const time = "2026-11-26T00:00:00.000Z"
/** More than any log of a test. */
export const big = 1024 * 1024
export const event = (n: number) =>
  ({ event: "write", requestId: `request-${n}`, operation: "Flags.update" }) as const

export const append = async (log: AuditFile, count: number, from = 1) => {
  for (let n = from; n < from + count; n++) await log.append(event(n), time)
}

/** A log of so many lines, closed; gives its file. */
export const written = async (count: number, maxBytes = big, file = join(auditFolder(), "audit.jsonl")) => {
  const log = await openAuditFile(file, maxBytes, time)
  await append(log, count)
  await log.close()
  return file
}
