import { readFile, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { attachOrStartEngine, EngineError, startEngine } from "../../src/index.ts"
import type { Engine, EngineOptions, EngineProgress } from "../../src/index.ts"
import { SMALL_STORY, startTestEngine, temporaryDirectory } from "../testEngine.ts"
import { childrenOf, exited, isAlive, runCommand, startEngineProcess } from "./engineProcess.ts"

let dataDir: string

beforeEach(async () => {
  dataDir = await temporaryDirectory()
})

afterEach(() => rm(dataDir, { recursive: true, force: true }))

const none = (): EngineOptions => ({ dataDir, seed: "none" })

const reasonOf = async (starting: Promise<Engine>) => {
  const error = await starting.then(
    async (engine) => {
      await engine.close()
      return new TypeError("it started")
    },
    (error: unknown) => error
  )
  if (!(error instanceof EngineError)) throw error
  return error.reason
}

const query = async (engine: Pick<Engine, "url" | "personalApiKey">, text: string, id?: string) => {
  const response = await fetch(`${engine.url}/api/projects/1/query/`, {
    method: "POST",
    headers: { authorization: `Bearer ${engine.personalApiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ client_query_id: id, query: { kind: "HogQLQuery", query: text } })
  })
  return ((await response.json()) as { readonly results: unknown[][] }).results
}

const slow = "select count() from numbers(1000000000000) where cityHash64(number) = 1"

const untilRunning = async (engine: Pick<Engine, "url" | "personalApiKey">, id: string) => {
  const headers = { authorization: `Bearer ${engine.personalApiKey}` }
  while ((await fetch(`${engine.url}/api/projects/1/query/${id}/`, { headers })).status !== 202);
}

describe("startEngine", () => {
  it("keeps project, keys and events over a restart, in files only their owner can read", async () => {
    const first = await startEngine(none())
    await fetch(`${first.url}/e/`, {
      method: "POST",
      body: JSON.stringify({ api_key: first.projectToken, event: "kept", distinct_id: "u" })
    })
    assert.strictEqual((await stat(join(dataDir, "serving.json"))).mode & 0o777, 0o600)
    await first.close()
    assert.isUndefined(await stat(join(dataDir, "serving.json")).catch(() => undefined))
    assert.strictEqual((await stat(join(dataDir, "identity.json"))).mode & 0o777, 0o600)
    await using second = await startEngine(none())
    assert.deepStrictEqual(
      [second.personalApiKey, second.projectToken],
      [first.personalApiKey, first.projectToken]
    )
    assert.deepStrictEqual(await query(second, "select event from events"), [["kept"]])
  }, 30_000)

  it("carries rows over when the tables on disk are of another version", async () => {
    const first = await startTestEngine({ dataDir, seed: "none" })
    const body = {
      api_key: first.engine.projectToken,
      event: "old",
      distinct_id: "u",
      properties: { $set: { n: 1 } }
    }
    await first.capture("/e/", body)
    await first.engine.close()
    for (let restart = 1; restart <= 2; restart++) {
      await writeFile(join(dataDir, "schema.json"), '{"fingerprint":"another"}')
      const again = await startTestEngine({ dataDir, seed: "none" })
      assert.deepStrictEqual(await again.rows("select event, person.properties.n from events"), [["old", 1]])
      assert.deepStrictEqual(await again.rows("select count() from persons"), [[1]])
      await again.engine.close()
    }
  }, 30_000)

  it("stops answering when closed, and can be closed twice", async () => {
    const engine = await startEngine(none())
    await engine.close()
    await engine.close()
    assert.instanceOf(await fetch(engine.url).catch((error: unknown) => error), TypeError)
  }, 30_000)

  it("names a data directory that cannot be written", async () => {
    const file = join(dataDir, "file")
    await writeFile(file, "")
    const reason = await reasonOf(startEngine({ ...none(), dataDir: join(file, "below") }))
    assert.strictEqual(reason._tag, "DataDirectoryUnwritable")
  })

  it.runIf(process.platform === "linux")("names one where the system denies what is there", async () => {
    const reason = await reasonOf(startEngine({ ...none(), dataDir: "/proc/nope/below" }))
    assert.deepStrictEqual(
      [reason._tag, "why" in reason && reason.why],
      ["DataDirectoryUnwritable", "ENOENT"]
    )
  })

  it("refuses an identity it cannot read, and makes no new keys", async () => {
    const first = await startEngine(none())
    await first.close()
    const file = join(dataDir, "identity.json")
    const kept = await readFile(file, "utf8")
    for (const damaged of [kept.slice(0, 40), '{"id":1}']) {
      await writeFile(file, damaged)
      assert.strictEqual((await reasonOf(startEngine(none())))._tag, "DataDirectoryDamaged")
      assert.strictEqual(await readFile(file, "utf8"), damaged)
    }
    await writeFile(file, kept)
    await using again = await startEngine(none())
    assert.strictEqual(again.personalApiKey, first.personalApiKey)
  }, 30_000)

  it("names a port that is taken, before it seeds anything", async () => {
    const other = createServer().listen(0, "127.0.0.1")
    await new Promise((resolve) => other.once("listening", resolve))
    const { port } = other.address() as AddressInfo
    const stages: string[] = []
    const reason = await reasonOf(
      startEngine({ dataDir, port, seed: SMALL_STORY, onProgress: ({ stage }) => stages.push(stage) })
    )
    other.close()
    assert.deepStrictEqual([reason._tag, "port" in reason && reason.port], ["PortInUse", port])
    assert.notInclude(stages, "seeding")
  }, 30_000)

  it("names an option that cannot be used", async () => {
    const option = async (options: Partial<EngineOptions>) => {
      const reason = await reasonOf(startEngine({ dataDir, ...options }))
      return reason._tag === "InvalidOption" ? reason.option : reason._tag
    }
    assert.strictEqual(await option({ port: 70_000 }), "port")
    assert.strictEqual(await option({ queryTimeoutMillis: 0 }), "queryTimeoutMillis")
    assert.strictEqual(await option({ seed: { endDate: "2026-02-30" } }), "seed.endDate")
    assert.strictEqual(await option({ sed: "none" } as object), "sed")
    assert.strictEqual(await option({ seed: { enddate: "2026-02-28" } as object }), "seed.enddate")
  })

  it("refuses a directory that another engine serves", async () => {
    await using engine = await startEngine(none())
    const reason = await reasonOf(startEngine(none()))
    assert.strictEqual(reason._tag, "DataDirectoryBusy")
    assert.include(reason.message, `port ${new URL(engine.url).port}`)
  }, 30_000)

  it("rejects with the signal's reason when stopped while starting, and leaves the directory free", async () => {
    const controller = new AbortController()
    const starting = startEngine({
      dataDir,
      seed: SMALL_STORY,
      signal: controller.signal,
      onProgress: ({ stage }) => {
        if (stage === "seeding") controller.abort("enough")
      }
    })
    assert.strictEqual(await starting.catch((error: unknown) => error), "enough")
    await using engine = await startEngine({ dataDir, seed: SMALL_STORY })
    const { totals } = await engine.truth()
    assert.deepStrictEqual(await query(engine, "select count() from events"), [[totals.events]])
  }, 60_000)
})

describe("seeding", () => {
  it("happens once, says so, and again for another story", async () => {
    const seen: EngineProgress[] = []
    const onProgress = (progress: EngineProgress) => seen.push(progress)
    const first = await startEngine({ dataDir, seed: SMALL_STORY, onProgress })
    const { totals } = await first.truth()
    assert.deepStrictEqual(await query(first, "select count(), uniq(person_id) from events"), [
      [totals.events, totals.personsWithEvents]
    ])
    await first.close()
    const seeding = seen.filter(({ stage }) => stage === "seeding")
    assert.deepStrictEqual([seeding[0]?.done, seeding.at(-1)?.done], [0, totals.events])
    assert.strictEqual(seen.at(-1)?.stage, "ready")

    seen.length = 0
    await (await startEngine({ dataDir, seed: SMALL_STORY, onProgress })).close()
    assert.deepStrictEqual(
      seen.filter(({ stage }) => stage === "seeding"),
      []
    )

    await using later = await startEngine({
      dataDir,
      seed: { ...SMALL_STORY, endDate: "2026-11-02" },
      onProgress
    })
    assert.isNotEmpty(seen.filter(({ stage }) => stage === "seeding"))
    const truth = await later.truth()
    assert.strictEqual(truth.endDate, "2026-11-02")
    assert.deepStrictEqual(await query(later, "select count() from events"), [[truth.totals.events]])
  }, 60_000)

  it("happens again when the known answers are lost", async () => {
    const first = await startEngine({ dataDir, seed: SMALL_STORY })
    const truth = await first.truth()
    await first.close()
    await rm(join(dataDir, "truth.json"))
    await using again = await startEngine({ dataDir, seed: SMALL_STORY })
    assert.deepStrictEqual(await again.truth(), truth)
    assert.deepStrictEqual(await query(again, "select count() from events"), [[truth.totals.events]])
  }, 60_000)

  it("keeps what clients captured", async () => {
    const first = await startTestEngine({ dataDir })
    const token = first.engine.projectToken
    const [[known]] = (await first.rows(
      "select distinct_id from events where distinct_id like 'user_%' limit 1"
    )) as [[string]]
    await first.capture("/batch/", {
      api_key: token,
      batch: [
        { event: "mine", distinct_id: "me", properties: { colour: "red", $set: { mine: 1 } } },
        { event: "mine", distinct_id: known, properties: { $set: { touched: true } } }
      ]
    })
    await first.engine.close()
    const second = await startTestEngine({ dataDir, seed: { ...SMALL_STORY, endDate: "2026-11-02" } })
    const { totals } = await second.engine.truth()
    assert.deepStrictEqual(await second.rows("select count(), countIf(event = 'mine') from events"), [
      [totals.events + 2, 2]
    ])
    assert.deepStrictEqual(
      await second.rows("select count() from persons where properties.mine = 1 or properties.touched"),
      [[2]]
    )
    await second.engine.close()
    await using third = await startTestEngine({ dataDir, seed: "none" })
    assert.deepStrictEqual(
      await third.rows("select event, properties.colour from events order by properties.colour"),
      [
        ["mine", "red"],
        ["mine", null]
      ]
    )
    assert.deepStrictEqual(await third.rows("select count() from system.insights"), [[0]])
    const missing = await third.engine.truth().catch((error: unknown) => error)
    assert.strictEqual(missing instanceof EngineError ? missing.reason._tag : "", "NotSeeded")
  }, 60_000)
})

describe("attachOrStartEngine", () => {
  it("uses the engine that serves the directory, and leaves it running", async () => {
    await using engine = await startEngine(none())
    const attached = await attachOrStartEngine({ dataDir })
    assert.isTrue(attached.attached)
    assert.deepStrictEqual([attached.url, attached.personalApiKey], [engine.url, engine.personalApiKey])
    await attached.close()
    assert.deepStrictEqual(await query(engine, "select 1"), [[1]])
  }, 30_000)

  it("finds an engine that is busy with a long query", async () => {
    await using engine = await startEngine(none())
    const controller = new AbortController()
    const running = fetch(`${engine.url}/api/projects/1/query/`, {
      method: "POST",
      signal: controller.signal,
      headers: { authorization: `Bearer ${engine.personalApiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ client_query_id: "long", query: { kind: "HogQLQuery", query: slow } })
    }).catch((error: unknown) => error)
    await untilRunning(engine, "long")
    const attached = await attachOrStartEngine({ dataDir })
    assert.isTrue(attached.attached)
    controller.abort()
    await running
  }, 30_000)

  it("refuses an engine that holds another story than asked for", async () => {
    await using engine = await startEngine(none())
    const reason = await reasonOf(attachOrStartEngine({ dataDir, seed: SMALL_STORY }))
    assert.strictEqual(reason._tag, "DataDirectoryBusy")
    await using same = await attachOrStartEngine(none())
    assert.deepStrictEqual([same.attached, same.url], [true, engine.url])
  }, 30_000)

  it("does not believe a file whose engine is gone, nor something else on its port", async () => {
    const impostor = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"))
    impostor.listen(0, "127.0.0.1")
    await new Promise((resolve) => impostor.once("listening", resolve))
    const { port } = impostor.address() as AddressInfo
    for (const stale of [port, 1]) {
      const text = JSON.stringify({
        pid: process.pid,
        port: stale,
        startToken: "known",
        fingerprint: null,
        transient: false
      })
      await writeFile(join(dataDir, "serving.json"), text)
      await using engine = await attachOrStartEngine(none())
      assert.isFalse(engine.attached)
      assert.notStrictEqual(JSON.parse(await readFile(join(dataDir, "serving.json"), "utf8")).port, stale)
    }
    impostor.close()
  }, 30_000)

  it("lets one of several starters win and the others attach", async () => {
    const engines = await Promise.all([1, 2, 3].map(() => attachOrStartEngine(none())))
    assert.deepStrictEqual(engines.map(({ attached }) => attached).toSorted(), [false, true, true])
    assert.strictEqual(new Set(engines.map(({ url, personalApiKey }) => url + personalApiKey)).size, 1)
    for (const engine of engines) await engine.close()
  }, 60_000)
})

describe("a transient engine", () => {
  const waitsFor = (message: string) => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const messages: string[] = []
    const onProgress = (progress: EngineProgress) => {
      messages.push(progress.message)
      if (progress.message.includes(message)) resolve(undefined)
    }
    return { messages, onProgress, seen: promise }
  }

  it("is not attached to: the next command says that it waits, and starts its own", async () => {
    const first = await startEngine({ ...none(), transient: true })
    const { messages, onProgress, seen } = waitsFor("Waiting for another command")
    const second = attachOrStartEngine({ ...none(), onProgress })
    await seen
    assert.deepStrictEqual(await query(first, "select 1"), [[1]])
    await first.close()
    await using engine = await second
    assert.isFalse(engine.attached)
    assert.deepStrictEqual(await query(engine, "select 2"), [[2]])
    assert.deepStrictEqual(messages.slice(0, 2), [
      "Waiting for another command that uses the embedded project",
      "Starting the embedded engine"
    ])
  }, 30_000)

  it("is waited for until the signal says stop", async () => {
    await using first = await startEngine({ ...none(), transient: true })
    const controller = new AbortController()
    const { onProgress, seen } = waitsFor("Waiting for another command")
    const second = attachOrStartEngine({ ...none(), onProgress, signal: controller.signal })
    await seen
    controller.abort("enough")
    assert.strictEqual(await second.catch((error: unknown) => error), "enough")
    assert.deepStrictEqual(await query(first, "select 1"), [[1]])
  }, 30_000)

  it("lets four short commands at once succeed, on a directory that was not there", async () => {
    const fresh = join(dataDir, "a", "b")
    const runs = await Promise.all([1, 2, 3, 4].map(() => runCommand({ dataDir: fresh, seed: "none" })))
    const own = { code: 0, text: '{"results":[[0]],"attached":false}' }
    assert.deepStrictEqual(runs, [own, own, own, own])
  }, 60_000)

  it("killed while seeding leaves the directory to two commands, one after the other", async () => {
    const killed = await startEngineProcess({ dataDir, seed: SMALL_STORY, transient: true })
    killed.process.kill("SIGKILL")
    await exited(killed.process)
    const runs = await Promise.all([1, 2].map(() => runCommand({ dataDir, seed: SMALL_STORY })))
    await using engine = await startEngine({ dataDir, seed: SMALL_STORY })
    const { totals } = await engine.truth()
    const own = { code: 0, text: `{"results":[[${totals.events}]],"attached":false}` }
    assert.deepStrictEqual(runs, [own, own])
  }, 60_000)

  it("attaches to an engine that stays", async () => {
    await using engine = await startEngine(none())
    const stages: string[] = []
    const onProgress = ({ stage }: EngineProgress) => stages.push(stage)
    await using attached = await attachOrStartEngine({ ...none(), transient: true, onProgress })
    assert.deepStrictEqual([attached.attached, attached.url, stages], [true, engine.url, []])
  }, 30_000)
})

describe.runIf(process.platform === "linux")("a process that dies", () => {
  it("leaves no database process behind when killed during a query, and a new start succeeds within 3 s", async () => {
    const { process: engineProcess, engine } = await startEngineProcess(none())
    const [store] = await childrenOf(engineProcess.pid!)
    void query(engine, slow, "slow").catch(() => undefined)
    await untilRunning(engine, "slow")
    engineProcess.kill("SIGKILL")
    await exited(engineProcess)
    const killedAt = performance.now()
    await using again = await startEngine(none())
    assert.isBelow(performance.now() - killedAt, 3_000)
    assert.isFalse(await isAlive(store!))
    assert.isFalse(again.attached)
  }, 30_000)

  it("is seeded anew after being killed while seeding", async () => {
    const { process: engineProcess, engine: word } = await startEngineProcess({ dataDir, seed: SMALL_STORY })
    assert.deepStrictEqual(word, { seeding: true } as never)
    engineProcess.kill("SIGKILL")
    await exited(engineProcess)
    await using engine = await startEngine({ dataDir, seed: SMALL_STORY })
    const { totals } = await engine.truth()
    assert.deepStrictEqual(await query(engine, "select count() from events"), [[totals.events]])
  }, 60_000)

  it("ends by itself once its engine is closed: no handle stays open", async () => {
    const { process: engineProcess } = await startEngineProcess(none())
    engineProcess.stdin?.end()
    await exited(engineProcess)
    assert.strictEqual(engineProcess.exitCode, 0)
  }, 30_000)

  it("of the database is replaced: a read is asked again, an insert is written once", async () => {
    await using test = await startTestEngine({ dataDir, seed: "none" })
    const before = await childrenOf(process.pid)
    const capture = (n: number) =>
      test.capture("/e/", {
        api_key: test.engine.projectToken,
        event: "n",
        distinct_id: "u",
        properties: { n }
      })
    const sent = Promise.all(Array.from({ length: 20 }, (_, n) => capture(n)))
    for (const pid of before) {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
      if (command.includes("store-process")) process.kill(pid, "SIGKILL")
    }
    assert.deepStrictEqual([...new Set((await sent).map(({ status }) => status))], [200])
    assert.deepStrictEqual(await test.rows("select count(), uniq(properties.n) from events"), [[20, 20]])
  }, 30_000)
})

describe("the environment of the database's process", () => {
  it.runIf(process.platform === "linux")(
    "holds nothing of the caller's",
    async () => {
      process.env["ENGINE_TEST_SECRET"] = "canary-in-environment"
      await using engine = await startEngine(none())
      delete process.env["ENGINE_TEST_SECRET"]
      const stores: string[] = []
      for (const pid of await childrenOf(process.pid)) {
        const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
        if (command.includes("store-process")) stores.push(await readFile(`/proc/${pid}/environ`, "utf8"))
      }
      assert.isFalse(engine.attached)
      assert.deepStrictEqual(stores, ["TZ=UTC\0"])
    },
    30_000
  )
})
