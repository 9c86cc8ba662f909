/** A client that could not be made at its first call, because of something that passes, works when it has passed. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import { once } from "node:events"
import { existsSync, readdirSync, readlinkSync } from "node:fs"
import { connect, createServer, type AddressInfo, type Socket } from "node:net"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import { createTransport, openTransport } from "../src/createTransport.ts"
import { makeRunner } from "../src/facade.ts"
import { layer } from "../src/layers.ts"
import { layerLogging } from "../src/Logging.ts"
import type { TransportOptions } from "../src/Settings.ts"
import { Transport } from "../src/Transport.ts"
import { TransportError } from "../src/TransportError.ts"
import { auditFolder, auditLines } from "./support/auditLog.ts"
import { startVault } from "./support/fakeVault.ts"
import { hold } from "./support/hold.ts"
import { captureRequest, options, personalApiKey, readRequest } from "./support/options.ts"
import { json, startServer } from "./support/server.ts"

const holdAudit = (file: string) =>
  hold(`
    import { openAuditFile } from "./src/audit/AuditFile.ts"
    await openAuditFile(${JSON.stringify(file)}, 65536, new Date().toISOString())
  `)

/** Takes the lock of a writer and keeps it. */
const lockDatabase = (file: string) =>
  hold(`
    import { DatabaseSync } from "node:sqlite"
    new DatabaseSync(${JSON.stringify(file)}).exec("BEGIN IMMEDIATE")
  `)

const reasonOf = async (call: Promise<unknown>): Promise<TransportError["reason"]> => {
  const failure: unknown = await call.catch((error: unknown) => error)
  assert.instanceOf(failure, TransportError)
  return failure.reason
}

/** How many files in a folder this process has open; undefined where the system does not tell. */
const openIn = (folder: string): number | undefined => {
  if (!existsSync("/proc/self/fd")) return undefined
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return "" // the descriptor of the listing itself
    }
  })
  return links.filter((link) => link.startsWith(folder)).length
}

/** An address where nobody listens until it is opened; then it leads to another one. */
const shutDoor = async (origin: string) => {
  const target = Number(new URL(origin).port)
  const sockets = new Set<Socket>()
  const door = createServer((inside) => {
    const outside = connect(target, "127.0.0.1")
    for (const socket of [inside, outside]) sockets.add(socket.on("error", () => socket.destroy()))
    inside.pipe(outside).pipe(inside)
  })
  const listen = async (port: number) => {
    door.listen(port, "127.0.0.1")
    await once(door, "listening")
    return (door.address() as AddressInfo).port // it listens on a port
  }
  const port = await listen(0)
  door.close()
  await once(door, "close")
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    door.close()
  })
  return { address: `http://127.0.0.1:${port}`, open: () => listen(port) }
}

describe("a client that could not be made", () => {
  it("works when the process that held its audit log has let it go, or was killed", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    for (const end of ["letGo", "kill"] as const) {
      const folder = auditFolder()
      const file = join(folder, "audit.jsonl")
      const other = await holdAudit(file)
      const client = createTransport({
        ...options,
        host: server.origin,
        logLevel: "none",
        lanes: { capture: { perMinute: 100 } },
        sharedLimitsFile: join(folder, "limits.db"), // is opened before
        audit: { file }
      })
      onTestFinished(client.close)
      const calls = [1, 2, 3].map(() => reasonOf(client.execute(captureRequest)))
      for (const reason of await Promise.all([...calls, reasonOf(client.budget())])) {
        assert.deepInclude(reason, {
          _tag: "AuditUnavailable",
          problem: "is in use by another transport or process; give each a file of its own"
        })
      }
      assert.include([0, undefined], openIn(folder))
      await other[end]()
      assert.strictEqual((await client.execute(captureRequest)).status, 200)
      assert.deepStrictEqual(
        auditLines(file).map((line) => line["event"]),
        ["write"]
      )
      await client.close()
      assert.deepInclude(await client.execute(captureRequest).catch((error: unknown) => error), {
        name: "AbortError"
      })
    }
  })

  it("works when the writer of its shared limits file is done", { timeout: 60_000 }, async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const sharedLimitsFile = join(auditFolder(), "limits.db")
    const lanes = { query: { perMinute: 100, perHour: 1000 } }
    const settings = { ...options, host: server.origin, logLevel: "none", lanes, sharedLimitsFile } as const
    await createTransport(settings).close()
    const other = await lockDatabase(sharedLimitsFile)
    const client = createTransport(settings)
    onTestFinished(client.close)
    assert.deepInclude(await reasonOf(client.execute(readRequest)), {
      _tag: "InvalidSettings",
      problem: "is locked by another program; close it, or name another file"
    })
    await other.letGo()
    assert.strictEqual((await client.execute(readRequest)).status, 200)
    assert.strictEqual((await client.budget()).lanes.query.sharedRemaining?.minute, 99)
  })

  it("works when its Vault is up", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const vault = await startVault()
    vault.tokens.add("hvs.token")
    vault.secrets.set("secret/posthog", [{ personalApiKey }])
    // A door in front of it that is shut at first: nobody listens.
    const { address, open } = await shutDoor(vault.server.origin)
    const secrets = {
      from: "vault",
      address,
      path: "posthog",
      auth: { method: "token", token: "hvs.token" }
    } as const
    const settings: TransportOptions = {
      host: server.origin,
      projectId: 7,
      logLevel: "none",
      secrets,
      audit: { file: join(auditFolder(), "audit.jsonl") }
    }
    const runner = makeRunner(Layer.provideMerge(layer(settings), layerLogging(settings)))
    onTestFinished(runner.close)
    const health = () => runner.runPromise(Effect.flatMap(Transport, (transport) => transport.health))
    for (let call = 0; call < 3; call++) {
      assert.deepInclude(await reasonOf(health()), { _tag: "SecretUnavailable", kind: "unreachable" })
      assert.deepInclude(await reasonOf(openTransport(settings)), { _tag: "SecretUnavailable" })
    }
    await open()
    await health()
    await health()
    assert.strictEqual(vault.reads(), 1)
  })

  it("is made behind the Effect door when the program builds its layer again", async () => {
    const server = await startServer((_request, response) => json(response, 200, {}))
    const file = join(auditFolder(), "audit.jsonl")
    const other = await holdAudit(file)
    const program = Layer.build(layer({ ...options, host: server.origin, audit: { file } })).pipe(
      Effect.tapError(() => Effect.promise(other.letGo)),
      Effect.retry({ times: 1 }),
      Effect.flatMap((context) =>
        Context.get(context, Transport).execute({ ...captureRequest, schema: Schema.Unknown })
      )
    )
    const { status } = await Effect.runPromise(Effect.scoped(program))
    assert.strictEqual(status, 200)
  })
})
