import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { inspect } from "node:util"
import { onTestFinished } from "vitest"
import { makeSecretProvider } from "../../src/SecretProvider.ts"
import type { VaultSecrets } from "../../src/secrets/SecretSource.ts"
import { issue, makeAuthority } from "../support/certificates.ts"
import { startVault, type FakeVault } from "../support/fakeVault.ts"
import { opened, problemOf, readOnce } from "../support/opened.ts"
import { personalApiKey, projectToken } from "../support/options.ts"

const token = `hvs.${"Canary".repeat(8)}`
const secretId = "0f6c6a52-canary-secret-id"

const vault = (namespace?: string) =>
  Effect.promise(async () => {
    const started = await startVault(namespace)
    started.tokens.add(token)
    started.roles.set("approle/reader", { secretId, leaseSeconds: 1200 })
    started.secrets.set("secret/posthog/prod", [{ personalApiKey, projectToken }])
    return started
  })

const source = (server: FakeVault, more: Partial<VaultSecrets> = {}): VaultSecrets => ({
  from: "vault",
  // Certificates are for the name.
  address: server.server.origin.replace("https://127.0.0.1", "https://localhost"),
  path: "posthog/prod",
  auth: { method: "token", token },
  ...more
})

const appRole = { method: "approle", roleId: "reader", secretId } as const

describe("secrets from Vault", () => {
  it.effect("reads the latest version with a token, in the form Vault documents", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      assert.deepStrictEqual(yield* readOnce(source(server)), { personalApiKey, projectToken })
      const [request] = server.server.received
      assert.strictEqual(request?.url, "/v1/secret/data/posthog/prod")
      assert.strictEqual(request?.headers["x-vault-token"], token)
      assert.strictEqual(request?.headers["x-vault-request"], "true")
    })
  )

  it.effect("reads another mount, version and namespace, and fields by other names", () =>
    Effect.gen(function* () {
      const server = yield* vault("team/analytics")
      server.secrets.set("kv/a b", [{ key: personalApiKey }, { key: "phx_newer" }])
      const read = readOnce(
        source(server, {
          mount: "kv",
          path: "a b",
          version: 1,
          namespace: "team/analytics",
          fields: { personalApiKey: "key" }
        })
      )
      assert.deepStrictEqual(yield* read, { personalApiKey })
    })
  )

  it.effect("logs an AppRole in once for many reads, and again when its lease has ended", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      server.roles.set("approle/reader", { secretId, leaseSeconds: 3600 })
      server.roles.set("approle/short", { secretId, leaseSeconds: 2 })
      const { read } = yield* makeSecretProvider(source(server, { auth: appRole }))
      yield* read
      yield* read
      assert.strictEqual(server.logins(), 1)
      // A lease of 2 s is within the margin at once: each read logs in.
      const short = yield* makeSecretProvider(source(server, { auth: { ...appRole, roleId: "short" } }))
      yield* short.read
      yield* short.read
      assert.strictEqual(server.logins(), 3)
    })
  )

  it.effect("logs in once more when Vault no longer knows the token of the role, and no oftener", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      const { read } = yield* makeSecretProvider(source(server, { auth: appRole }))
      yield* read
      server.tokens.clear()
      assert.deepStrictEqual(opened(yield* read), { personalApiKey, projectToken })
      assert.strictEqual(server.logins(), 2)
      server.secrets.clear()
      server.failWith = { status: 403, errors: ["permission denied"] }
      assert.match((yield* Effect.flip(read)).message, /Vault refuses|refused/i)
    })
  )

  it.effect("uses no token of a login that no header can hold", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      for (const bad of ["hvs.x\n", "hvs.a\r\nx-evil: 1", "hvs.\u4e2d", "hvs.a b"]) {
        server.roles.set("approle/reader", { secretId, leaseSeconds: 3600, token: bad })
        const { read } = yield* makeSecretProvider(source(server, { auth: appRole }))
        const error = yield* Effect.flip(read)
        assert.strictEqual(error.kind, "malformed")
        assert.match(error.message, /from Vault: the token in the answer to the login is empty, or holds/)
        assert.notInclude(error.message, "hvs")
        // It is not kept: the next read logs in anew.
        server.roles.set("approle/reader", { secretId, leaseSeconds: 3600 })
        assert.deepStrictEqual(opened(yield* read), { personalApiKey, projectToken })
      }
    })
  )

  it.effect("reads a token from a file anew each time", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      const folder = mkdtempSync(join(tmpdir(), "transport-vault-"))
      onTestFinished(() => rmSync(folder, { recursive: true }))
      const path = join(folder, "token")
      writeFileSync(path, `${token}\n`, { mode: 0o600 })
      const { read } = yield* makeSecretProvider(source(server, { auth: { method: "token-file", path } }))
      yield* read
      server.tokens.delete(token)
      server.tokens.add("hvs.next")
      writeFileSync(path, "hvs.next\n")
      assert.deepStrictEqual(opened(yield* read), { personalApiKey, projectToken })
      chmodSync(path, 0o644)
      assert.match((yield* Effect.flip(read)).message, /the file of the token can be read or changed/)
    })
  )

  it.effect("knows when a version is deleted by itself", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      server.deletionTime = "2026-12-01T00:00:00.123456789Z"
      assert.strictEqual(
        (yield* readOnce(source(server)))["expiresAtMillis"],
        Date.parse("2026-12-01T00:00:00.123Z")
      )
      server.deletionTime = "soon"
      assert.match(yield* problemOf(source(server)), /^malformed: .*deletion_time/)
    })
  )

  it.effect("says what is wrong without Vault's own words", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      const problem = (more: Partial<VaultSecrets> = {}) => problemOf(source(server, more))
      assert.match(
        yield* problem({ auth: { method: "token", token: "hvs.wrong" } }),
        /^refused: .*\(403\); check the token/
      )
      assert.match(
        yield* problem({ auth: { ...appRole, secretId: "wrong" } }),
        /^refused: .*does not accept this AppRole; check roleId and secretId/
      )
      assert.match(yield* problem({ path: "posthog/staging" }), /^missing: .*no such secret/)
      assert.match(yield* problem({ version: 9 }), /^missing/)
      // What every object has is not a field of the secret.
      for (const field of ["sign", "constructor"]) {
        assert.match(
          yield* problem({ fields: { signingKey: field } }),
          new RegExp(`^missing: .*has no field '${field}'`)
        )
      }
      server.secrets.set("secret/posthog/prod", [{ personalApiKey }, undefined])
      assert.match(yield* problem(), /^missing: .*was deleted/)
      for (const [status, kind] of [
        [503, "unreachable"],
        [429, "unreachable"],
        [500, "unreachable"],
        [412, "unreachable"],
        [307, "refused"],
        [400, "refused"]
      ] as const) {
        server.failWith = { status, errors: [`token ${token} of policy secret-policy`] }
        const text = yield* problem()
        assert.match(text, new RegExp(`^${kind}: .*${status}`))
        assert.notInclude(text, token)
        assert.notInclude(text, "secret-policy")
      }
      yield* Effect.promise(() => server.server.close())
      assert.match(yield* problem(), /^unreachable: .*does not answer \(ECONNREFUSED\)/)
    })
  )

  it.effect("is asked over TLS, and believed only with a certificate of an authority that is trusted", () =>
    Effect.promise(async () => {
      const authority = await makeAuthority("Vault")
      const other = await makeAuthority("Another")
      const server = await startVault(undefined, await issue(authority))
      server.tokens.add(token)
      server.secrets.set("secret/posthog/prod", [{ personalApiKey }])
      assert.deepStrictEqual(await Effect.runPromise(readOnce(source(server, { ca: authority.pem }))), {
        personalApiKey
      })
      const problem = (more: Partial<VaultSecrets>) => Effect.runPromise(problemOf(source(server, more)))
      assert.match(await problem({}), /^refused: .*\((UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED)/)
      assert.match(await problem({ ca: other.pem }), /^refused: .*\((UNABLE_TO_|DEPTH_ZERO_|CERT_SIGNATURE)/)
      assert.match(await problem({ ca: "not PEM" }), /^settings: secrets.ca: is not a certificate in PEM/)
      const elsewhere = await startVault(undefined, await issue(authority, { names: ["vault.example.org"] }))
      assert.match(
        await Effect.runPromise(problemOf(source(elsewhere, { ca: authority.pem }))),
        /^refused: .*\(ERR_TLS_CERT_ALTNAME_INVALID\)/
      )
      assert.strictEqual(server.server.received.length, 1)
    })
  )

  it.effect("gives up on a Vault that does not answer in time", () =>
    Effect.gen(function* () {
      const silent = yield* Effect.promise(() =>
        import("../support/server.ts").then(({ startServer }) => startServer(() => undefined))
      )
      const { read } = yield* makeSecretProvider({
        from: "vault",
        address: silent.origin,
        path: "x",
        auth: { method: "token", token },
        timeoutMillis: 100
      })
      const outcome = yield* Effect.promise(() => Effect.runPromise(Effect.flip(read)))
      assert.match(outcome.message, /no answer within 100 ms/)
      yield* Effect.promise(() => silent.abandoned)
    })
  )

  it.effect("refuses options that cannot be right before it asks", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      const problem = (more: Partial<VaultSecrets>) => problemOf(source(server, more))
      assert.match(
        yield* problem({ address: "http://vault.example.org" }),
        /^settings: secrets.address: must begin with https/
      )
      assert.match(yield* problem({ address: "vault" }), /^settings: secrets.address: is not an address/)
      assert.match(
        yield* problem({ address: "https://vault.example.org/ui" }),
        /^settings: secrets.address: has more/
      )
      for (const path of ["", "/a", "a/", "a//b", "a/../b", "a?b", "a#b", "a%2fb"]) {
        assert.match(yield* problem({ path }), /^settings: secrets.path/, path)
      }
      assert.match(yield* problem({ mount: "../sys" }), /^settings: secrets.mount/)
      for (const namespace of ["", "a\r\nb", "\u4e2d", "a b", 5, null]) {
        // @ts-expect-error -- untyped JavaScript gives what is no text
        const text = yield* problem({ namespace })
        assert.match(text, /^settings: secrets.namespace: must be/, String(namespace))
      }
      assert.match(yield* problem({ version: 0 }), /^settings: secrets.version/)
      assert.match(yield* problem({ timeoutMillis: 0 }), /^settings: secrets.timeoutMillis/)
      assert.match(yield* problem({ refreshMillis: -1 }), /^settings: secrets.refreshMillis/)
      assert.match(
        yield* problem({ auth: { method: "token", token: "a\r\nx: y" } }),
        /^settings: secrets.auth.token/
      )
      assert.match(
        yield* problem({ auth: { method: "token", token: Redacted.make("a\nb") } }),
        /^settings: secrets.auth.token/
      )
      assert.strictEqual(server.server.received.length, 0)
      const unknown = yield* Schema.decodeUnknownEffect(Schema.Any)({ from: "attic" })
      assert.match(yield* problemOf(unknown), /^settings: secrets.from: must be one of environment, file/)
    })
  )

  it.effect("shows neither token nor secret id", () =>
    Effect.gen(function* () {
      const server = yield* vault()
      for (const auth of [{ method: "token", token }, appRole] as const) {
        const provider = yield* makeSecretProvider(source(server, { auth }))
        yield* provider.read
        const shown = inspect(provider, { depth: 20, showHidden: true })
        for (const secret of [token, secretId, personalApiKey]) assert.notInclude(shown, secret)
      }
    })
  )
})
