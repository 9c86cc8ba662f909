import { assert, describe, it } from "vitest"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createHash } from "node:crypto"
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { openAuditFile } from "../../src/audit/AuditFile.ts"
import { verifyAuditLog } from "../../src/verifyAuditLog.ts"
import { append, auditFolder, auditLines, big, event, time, written } from "../support/auditLog.ts"

const problemOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it succeeded",
    (cause: unknown) => (cause as { readonly problem: string }).problem
  )

describe("an audit file", () => {
  it("binds each line to the bytes of the one before", async () => {
    const file = await written(3)
    const lines = readFileSync(file, "utf8").trimEnd().split("\n")
    assert.deepStrictEqual(
      auditLines(file).map(({ prev, seq }) => [seq, prev]),
      [
        [1, "0".repeat(64)],
        [
          2,
          createHash("sha256")
            .update(lines[0] ?? "")
            .digest("hex")
        ],
        [
          3,
          createHash("sha256")
            .update(lines[1] ?? "")
            .digest("hex")
        ]
      ]
    )
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
  })

  it("goes on where it ended when it is opened again", async () => {
    const file = await written(2)
    await written(2, big, file)
    assert.deepInclude(await verifyAuditLog(file), {
      isWhole: true,
      lines: 4,
      firstSeq: 1,
      lastSeq: 4,
      recovered: 0
    })
  })

  it("is finished at its size, and the chain goes on in the next", async () => {
    const file = await written(60, 4096)
    await written(3, 4096, file)
    const names = readdirSync(join(file, "..")).filter((name) => !name.endsWith(".lock"))
    assert.isAbove(names.length, 2)
    for (const name of names) {
      assert.match(name, /^audit\.jsonl(\.\d{12})?$/)
      assert.isAtMost(statSync(join(file, "..", name)).size, 4096)
    }
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 63, firstSeq: 1, lastSeq: 63 })
  })

  it("goes on after the finished files when the last one was just finished", async () => {
    const file = await written(60, 4096)
    const lines = auditLines(file)
    // As a crash between the two steps of finishing leaves it.
    rmSync(file)
    const last =
      readdirSync(join(file, ".."))
        .filter((name) => /\d{12}$/.test(name))
        .sort()
        .at(-1) ?? ""
    const verdict = await verifyAuditLog(file)
    assert.isBelow(verdict.isWhole ? verdict.lines : 99, lines.length)
    await written(1, 4096, file)
    assert.strictEqual(auditLines(file).at(-1)?.["seq"], Number(last.slice(-12)) + 1)
    assert.isTrue((await verifyAuditLog(file)).isWhole)
  })

  it("is whole from where it begins when older files were removed", async () => {
    const file = await written(60, 4096)
    const first =
      readdirSync(join(file, ".."))
        .filter((name) => /\d{12}$/.test(name))
        .sort()[0] ?? ""
    rmSync(join(file, "..", first))
    const verdict = await verifyAuditLog(file)
    assert.strictEqual(verdict.isWhole ? verdict.firstSeq : 0, Number(first.slice(-12)) + 1)
  })

  it("cut short anywhere in its last line opens again, says so in a line, and stays whole", async () => {
    const source = await written(3)
    const bytes = readFileSync(source)
    const beforeLast = bytes.lastIndexOf(0x0a, bytes.byteLength - 2) + 1
    for (let length = beforeLast + 1; length < bytes.byteLength; length += 7) {
      const file = join(auditFolder(), "audit.jsonl")
      copyFileSync(source, file)
      truncateSync(file, length)
      assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 2, endsInFragment: true })
      const log = await openAuditFile(file, big, time)
      assert.strictEqual(log.recoveredBytes, length - beforeLast)
      await append(log, 1)
      await log.close()
      const [, , recovered, next] = auditLines(file)
      assert.deepInclude(recovered, {
        event: "recovered",
        seq: 3,
        fragmentBytes: length - beforeLast,
        fragmentHash: createHash("sha256").update(bytes.subarray(beforeLast, length)).digest("hex")
      })
      assert.strictEqual(next?.["seq"], 4)
      assert.deepInclude(await verifyAuditLog(file), {
        isWhole: true,
        lines: 4,
        recovered: 1,
        endsInFragment: false
      })
    }
  })

  it("cut short in its first line of all begins anew", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    writeFileSync(file, '{"v":1,"seq":1,"ti', { mode: 0o600 })
    const log = await openAuditFile(file, big, time)
    await log.close()
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 1, lastSeq: 1, recovered: 1 })
  })

  it.each([1, 100, 65_536, 5_000_000])(
    "is refused, and left as it is, when it is %i bytes of another program without a line break",
    async (length) => {
      const file = join(auditFolder(), "letters")
      writeFileSync(file, "x".repeat(length), { mode: 0o600 })
      const failure: unknown = await openAuditFile(file, big, time).catch((error: unknown) => error)
      assert.deepInclude(failure, {
        problem: "ends in a line that is none of its own; verify it, or name another file"
      })
      assert.strictEqual(readFileSync(file).byteLength, length)
    }
  )

  it("is refused when its end is not a line of it, a link, a pipe, in no folder, or open to others", async () => {
    const folder = auditFolder()
    const at = (name: string) => join(folder, name)
    writeFileSync(at("notes"), "dear diary\n", { mode: 0o600 })
    assert.match(
      await problemOf(openAuditFile(at("notes"), big, time)),
      /ends in a line that is none of its own/
    )
    writeFileSync(at("target"), "", { mode: 0o600 })
    symlinkSync(at("target"), at("link"))
    assert.match(await problemOf(openAuditFile(at("link"), big, time)), /is a symbolic link/)
    execFileSync("sh", ["-c", `mkfifo -m 600 '${at("pipe")}'`])
    assert.match(
      await problemOf(openAuditFile(at("pipe"), big, time)),
      /is not a regular file|cannot be written/
    )
    assert.match(await problemOf(openAuditFile(at("no/audit"), big, time)), /in a folder that does not exist/)
    writeFileSync(at("open"), "")
    chmodSync(at("open"), 0o666)
    assert.match(await problemOf(openAuditFile(at("open"), big, time)), /can be changed by other users/)
    mkdirSync(at("folder"))
    assert.match(
      await problemOf(openAuditFile(at("folder"), big, time)),
      /cannot be written|not a regular file/
    )
  })

  it("is refused when its lock is a link, whose target is left alone, also when there is none", async () => {
    for (const isThere of [true, false]) {
      const folder = auditFolder()
      const target = join(folder, "another.sqlite")
      if (isThere) writeFileSync(target, "somebody's", { mode: 0o600 })
      const file = join(folder, "audit.jsonl")
      symlinkSync(target, `${file}.lock`)
      assert.match(await problemOf(openAuditFile(file, big, time)), /has a lock that is a symbolic link/)
      assert.strictEqual(existsSync(target), isThere)
      assert.isFalse(existsSync(file))
      rmSync(`${file}.lock`)
      const log = await openAuditFile(file, big, time)
      await log.close()
    }
  })

  it("that something else moved, cut or wrote into takes no more lines, and says so", async () => {
    for (const [harm, expected] of [
      [(file: string) => renameSync(file, `${file}.old`), /was moved or removed by something else/],
      [(file: string) => rmSync(file), /was moved or removed by something else/],
      [(file: string) => truncateSync(file, 0), /was changed by something else/],
      [(file: string) => appendFileSync(file, "{}\n"), /was changed by something else/]
    ] as const) {
      const file = join(auditFolder(), "audit.jsonl")
      const log = await openAuditFile(file, big, time)
      await append(log, 2)
      harm(file)
      assert.match(await problemOf(log.append(event(3), time)), expected)
      await log.close()
    }
  })

  it("that was moved takes lines again when it is back", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const log = await openAuditFile(file, big, time)
    await append(log, 2)
    renameSync(file, `${file}.1`)
    assert.match(await problemOf(log.append(event(3), time)), /move it back, and writing goes on/)
    renameSync(`${file}.1`, file)
    await append(log, 1, 3)
    await log.close()
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 3, firstSeq: 1 })
  })

  it("stays as it was when the next file cannot be begun, and goes on when it can", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const log = await openAuditFile(file, 4096, time)
    let count = 0
    while (statSync(file).size < 3900) await log.append(event(++count), time)
    // Somebody else's file, and a folder, in the place of the next finished file.
    const taken = `${file}.${String(count).padStart(12, "0")}`
    writeFileSync(taken, "another's")
    assert.match(await problemOf(log.append(event(count + 1), time)), /cannot be rotated/)
    assert.strictEqual(readFileSync(taken, "utf8"), "another's")
    rmSync(taken)
    mkdirSync(taken)
    assert.match(await problemOf(log.append(event(count + 1), time)), /cannot be rotated/)
    rmSync(taken, { recursive: true })
    await log.append(event(count + 1), time)
    await log.close()
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: count + 1 })
  })

  it("belongs to one owner at a time, in this process and in others, and is free when the owner ends", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const log = await openAuditFile(file, big, time)
    const busy = "is in use by another transport or process; give each a file of its own"
    assert.strictEqual(await problemOf(openAuditFile(file, big, time)), busy)
    const program = (body: string) => `
      import { openAuditFile } from ${JSON.stringify(new URL("../../src/audit/AuditFile.ts", import.meta.url).href)}
      const open = () => openAuditFile(${JSON.stringify(file)}, 1e6, "t")
      ${body}`
    const run = (body: string) =>
      spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", program(body)], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        encoding: "utf8",
        timeout: 20_000
      })
    assert.include(run("await open().catch(({ problem }) => console.log(problem))").stdout, busy)
    await log.close()
    // Killed while it holds the log: nothing tidies up, and the lock is gone all the same.
    const killed = run(
      "const log = await open(); await log.append({ event: 'write' }, 't'); process.kill(process.pid, 'SIGKILL')"
    )
    assert.strictEqual(killed.signal, "SIGKILL")
    await written(1, big, file)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: 2 })
  }, 60_000)

  it("killed at any moment is whole when it is opened again, and no line that was acknowledged is missing", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const program = `
      import { openAuditFile } from ${JSON.stringify(new URL("../../src/audit/AuditFile.ts", import.meta.url).href)}
      import { writeSync } from "node:fs"
      const log = await openAuditFile(${JSON.stringify(file)}, 4096, "t")
      for (let n = 0; ; n++) {
        await log.append({ event: "write", requestId: String(n) }, "t")
        writeSync(1, "x")
      }`
    let acknowledged = 0
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        stdio: ["ignore", "pipe", "inherit"]
      })
      let seen = 0
      child.stdout.on("data", (chunk: Buffer) => {
        seen += chunk.byteLength
        // Another moment every time.
        if (seen > round * 23) child.kill("SIGKILL")
      })
      await once(child, "close")
      acknowledged += seen
      await written(1, 4096, file)
      acknowledged += 1
      const verdict = await verifyAuditLog(file)
      assert.isAtLeast(verdict.isWhole ? verdict.lines : 0, acknowledged, JSON.stringify(verdict))
    }
  }, 60_000)

  it("of a full disk refuses the line, keeps those before whole, and takes lines again when there is room", async () => {
    const file = join(auditFolder(), "audit.jsonl")
    const program = `
      import { openAuditFile } from ${JSON.stringify(new URL("../../src/audit/AuditFile.ts", import.meta.url).href)}
      const log = await openAuditFile(${JSON.stringify(file)}, 1e6, "t")
      let count = 0
      const outcomes = []
      for (let n = 0; n < 40; n++) await log.append({ event: "write", requestId: "r".repeat(50) }, "t").then(() => count++, ({ problem }) => outcomes.push(problem))
      console.log(JSON.stringify([count, outcomes.length, [...new Set(outcomes)]]))
      await log.close()`
    // The limit of the operating system on a file's size: 4 blocks of 1 KiB. A write takes a part, and the next is refused.
    const { stderr, stdout } = spawnSync(
      "bash",
      ["-c", 'ulimit -f 4; exec "$0" --input-type=module-typescript --eval "$1"', process.execPath, program],
      { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8", timeout: 20_000 }
    )
    assert.strictEqual(stderr, "")
    const [count, refused, problems]: [number, number, ReadonlyArray<string>] = JSON.parse(stdout)
    assert.isAbove(count, 5)
    assert.isAbove(refused, 5)
    assert.deepStrictEqual(problems, [
      "cannot be written: the disk, or what may be used of it, is full (EFBIG)"
    ])
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: count, endsInFragment: false })
    await written(1, big, file)
    assert.deepInclude(await verifyAuditLog(file), { isWhole: true, lines: count + 1, recovered: 0 })
  }, 30_000)

  const mounts = spawnSync("sh", ["-c", "exec unshare -m mount -t tmpfs -o size=16k tmpfs /mnt"]).status === 0

  it.skipIf(!mounts)(
    "of a file system that is really full is the same (skipped where a small one cannot be mounted: needs root)",
    () => {
      const program = `
        import { openAuditFile } from ${JSON.stringify(new URL("../../src/audit/AuditFile.ts", import.meta.url).href)}
        import { verifyAuditLog } from ${JSON.stringify(new URL("../../src/verifyAuditLog.ts", import.meta.url).href)}
        const log = await openAuditFile("/mnt/audit.jsonl", 4096, "t")
        let count = 0
        const outcomes = new Set()
        for (let n = 0; n < 200; n++) await log.append({ event: "write", requestId: "r".repeat(50) }, "t").then(() => count++, ({ problem }) => outcomes.add(problem))
        await log.close()
        const verdict = await verifyAuditLog("/mnt/audit.jsonl")
        console.log(JSON.stringify([count > 10, [...outcomes], verdict.isWhole, verdict.lines === count]))`
      const { stderr, stdout } = spawnSync(
        "sh",
        [
          ...["-c", 'exec unshare -m sh -c "$0" "$@"'],
          'mount -t tmpfs -o size=16k tmpfs /mnt && exec "$0" --input-type=module-typescript --eval "$1"',
          ...[process.execPath, program]
        ],
        { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8", timeout: 20_000 }
      )
      assert.strictEqual(stderr, "")
      assert.deepStrictEqual(JSON.parse(stdout), [
        true,
        ["cannot be written: the disk, or what may be used of it, is full (ENOSPC)"],
        true,
        true
      ])
    },
    30_000
  )
})
