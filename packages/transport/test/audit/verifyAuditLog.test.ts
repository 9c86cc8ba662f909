import { assert, describe, it } from "vitest"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { VerifyAuditOptions } from "../../src/audit/verifyAuditLog.ts"
import { verifyAuditLog } from "../../src/verifyAuditLog.ts"
import { auditFolder, auditLines, big, written } from "../support/auditLog.ts"

describe("verifyAuditLog", () => {
  it("finds an empty log whole, and fails for one that is not there", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const error: { readonly message: string } = await verifyAuditLog(file).then(
      () => assert.fail("it succeeded"),
      (cause: unknown) => cause as { readonly message: string }
    )
    assert.strictEqual(error.message, "Audit.verify: The audit log cannot be read (ENOENT).")
    writeFileSync(file, "")
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 0, firstSeq: 0 })
  })

  it("names the first line that any change of any byte breaks", async () => {
    const source = await written(6)
    const bytes = readFileSync(source)
    const { head } = (await verifyAuditLog(source)) as { readonly head: string }
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.byteLength - 2), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const folder = mkdtempSync(join(tmpdir(), "transport-tamper-"))
        try {
          const file = join(folder, "audit.jsonl")
          const changed = Buffer.from(bytes)
          changed[at] = ((changed[at] ?? 0) + by) % 256
          writeFileSync(file, changed)
          const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).byteLength + 1
          const verdict = await verifyAuditLog(file, { head })
          // What was changed shows there, or where the next line disagrees; in the last line, against the head.
          assert.include([line, line + 1], verdict.isWhole ? 0 : verdict.line, `byte ${at} by ${by}`)
        } finally {
          rmSync(folder, { recursive: true })
        }
      }),
      { numRuns: 300 }
    )
  })

  it("finds lines that were taken out, added, exchanged or repeated", async () => {
    const source = await written(5)
    const lines = readFileSync(source, "utf8").trimEnd().split("\n")
    const verdictOf = async (changed: ReadonlyArray<string | undefined>) => {
      const file = join(auditFolder(), "audit.jsonl")
      writeFileSync(file, `${changed.join("\n")}\n`)
      return verifyAuditLog(file)
    }
    const [one, two, three, four, five] = lines
    for (const [changed, line] of [
      [[one, three, four, five], 2],
      [[one, two, two, three, four, five], 3],
      [[one, three, two, four, five], 2],
      [[one, two, '{"v":1}', three, four, five], 3],
      [[one, two, "", three, four, five], 3],
      [[two, one], 2]
    ] as const) {
      assert.deepInclude(await verdictOf(changed), { isWhole: false, file: "audit.jsonl", line })
    }
  })

  it("finds what was written anew with hashes that fit: a number left out, and a beginning that is none", async () => {
    const rewritten = async (records: ReadonlyArray<object>, first: string) => {
      const file = join(auditFolder(), "audit.jsonl")
      let prev = first
      for (const record of records) {
        const line = JSON.stringify({ ...record, prev })
        writeFileSync(file, `${line}\n`, { flag: "a" })
        prev = createHash("sha256").update(line).digest("hex")
      }
      return verifyAuditLog(file)
    }
    const records = auditLines(await written(4))
    const genesis = "0".repeat(64)
    assert.deepInclude(await rewritten(records, genesis), { isWhole: true, lines: 4 })
    assert.deepInclude(await rewritten(records.toSpliced(1, 1), genesis), { isWhole: false, line: 2 })
    assert.deepInclude(await rewritten(records, "1".repeat(64)), { isWhole: false, line: 1 })
    // Older files can have been removed: then nobody knows what the first line that is left should hold.
    assert.deepInclude(await rewritten(records.slice(1), "1".repeat(64)), { isWhole: true, firstSeq: 2 })
  })

  it("finds an end that was cut off, when a later head was noted", async () => {
    const file = await written(5)
    const before = await verifyAuditLog(file)
    const head = before.isWhole ? before.head : ""
    assert.isTrue((await verifyAuditLog(file, { head })).isWhole)
    await written(2, big, file)
    assert.isTrue((await verifyAuditLog(file, { head })).isWhole)
    const lines = readFileSync(file, "utf8").split("\n")
    writeFileSync(file, `${lines.slice(0, 4).join("\n")}\n`)
    assert.isTrue((await verifyAuditLog(file)).isWhole)
    assert.match(
      JSON.stringify(await verifyAuditLog(file, { head })),
      /"isWhole":false.*no line has the hash noted earlier/
    )
  })

  it("refuses what is no head, and an option that does not exist, instead of checking without it", async () => {
    const file = await written(1)
    for (const [setting, options] of [
      ["hed", { hed: "0".repeat(64) }],
      ["head", { head: "" }],
      ["head", { head: "A".repeat(64) }],
      ["head", { head: 7 }],
      ["options", "0".repeat(64)]
    ] as const) {
      const failure = await verifyAuditLog(file, options as VerifyAuditOptions).catch(
        (cause: unknown) => cause
      ) // what untyped JavaScript can give
      assert.match(String(failure), new RegExp(`Audit\\.verify: ${setting}: `))
    }
  })

  it("names the finished file that is broken, missing or cut short", async () => {
    const file = await written(60, 4096)
    const [first = "", second = ""] = readdirSync(join(file, ".."))
      .filter((name) => /\d{12}$/.test(name))
      .sort()
    const path = join(file, "..", second)
    const bytes = readFileSync(path)
    truncateSync(path, bytes.byteLength - 5)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: false, file: second, problem: "is cut short" })
    rmSync(path)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: false, line: 1 })
    appendFileSync(join(file, "..", first), "{}\n")
    assert.deepInclude(await verifyAuditLog(file), { isWhole: false, file: first })
    assert.isTrue(existsSync(file))
  })
})
