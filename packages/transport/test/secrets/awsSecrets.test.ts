import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { AwsSecrets } from "../../src/secrets/SecretSource.ts"
import { awsIdentity, startSecretsManager, type FakeSecretsManager } from "../support/fakeSecretsManager.ts"
import { problemOf, readOnce } from "../support/opened.ts"
import { personalApiKey, projectToken } from "../support/options.ts"

const manager = Effect.promise(async () => {
  const started = await startSecretsManager()
  started.secrets.set("prod/posthog", {
    AWSCURRENT: JSON.stringify({ personalApiKey, projectToken }),
    AWSPREVIOUS: JSON.stringify({ personalApiKey: "phx_previous" })
  })
  return started
})

const source = (server: FakeSecretsManager, more: Partial<AwsSecrets> = {}): AwsSecrets => ({
  from: "aws",
  secretId: "prod/posthog",
  region: "eu-central-1",
  endpoint: server.server.origin,
  credentials: awsIdentity,
  ...more
})

describe("secrets from AWS Secrets Manager", () => {
  it.effect("reads the secret through the official client, whose signature the service accepts", () =>
    Effect.gen(function* () {
      const server = yield* manager
      assert.deepStrictEqual(yield* readOnce(source(server)), { personalApiKey, projectToken })
      assert.deepStrictEqual(server.regions, ["eu-central-1"])
    })
  )

  it.effect("reads another stage, and fields by other names", () =>
    Effect.gen(function* () {
      const server = yield* manager
      assert.deepStrictEqual(yield* readOnce(source(server, { versionStage: "AWSPREVIOUS" })), {
        personalApiKey: "phx_previous"
      })
      server.secrets.set("other", { AWSCURRENT: JSON.stringify({ key: personalApiKey }) })
      assert.deepStrictEqual(
        yield* readOnce(source(server, { secretId: "other", fields: { personalApiKey: "key" } })),
        { personalApiKey }
      )
    })
  )

  it.effect("says what is wrong without AWS's own words", () =>
    Effect.gen(function* () {
      const server = yield* manager
      const problem = (more: Partial<AwsSecrets> = {}) => problemOf(source(server, more))
      assert.match(yield* problem({ secretId: "nothing" }), /^missing: .*no such secret/)
      assert.match(yield* problem({ versionStage: "AWSPENDING" }), /^missing/)
      assert.match(
        yield* problem({ credentials: { ...awsIdentity, accessKeyId: "AKIAWRONG" } }),
        /^refused: .*UnrecognizedClientException/
      )
      assert.match(
        yield* problem({ credentials: { ...awsIdentity, secretAccessKey: "wrong" } }),
        /^refused: .*InvalidSignatureException/
      )
      server.secrets.set("binary", { AWSCURRENT: new Uint8Array([1, 2]) })
      assert.match(yield* problem({ secretId: "binary" }), /^malformed: .*binary/)
      server.secrets.set("text", { AWSCURRENT: personalApiKey })
      const text = yield* problem({ secretId: "text" })
      assert.match(text, /^malformed: .*is not JSON/)
      assert.notInclude(text, personalApiKey)
      for (const [type, status, expected] of [
        ["AccessDeniedException", 400, /^refused: .*secretsmanager:GetSecretValue/],
        ["DecryptionFailure", 400, /^refused: .*kms:Decrypt/],
        ["InvalidRequestException", 400, /^missing: .*scheduled for deletion/],
        ["ExpiredTokenException", 400, /^refused: .*ExpiredTokenException/],
        ["ValidationException", 400, /^refused: .*ValidationException/]
      ] as const) {
        server.failWith = { status, type }
        const told = yield* problem()
        assert.match(told, expected)
        assert.notInclude(told, "arn:")
      }
    })
  )

  it.live("calls a service that fails or does not answer unreachable", () =>
    Effect.gen(function* () {
      const server = yield* manager
      server.failWith = { status: 500, type: "InternalServiceError" }
      assert.match(yield* problemOf(source(server)), /^unreachable: .*InternalServiceError/)
      yield* Effect.promise(() => server.server.close())
      assert.match(yield* problemOf(source(server)), /^unreachable: .*ECONNREFUSED/)
    })
  )

  it.effect("refuses options that cannot be right before it asks", () =>
    Effect.gen(function* () {
      const server = yield* manager
      const problem = (more: Partial<AwsSecrets>) => problemOf(source(server, more))
      assert.match(yield* problem({ secretId: "" }), /^settings: secrets.secretId: is empty/)
      assert.match(yield* problem({ endpoint: "http://example.org" }), /^settings: secrets.endpoint: must be/)
      assert.match(
        yield* problem({ credentials: { accessKeyId: "a", secretAccessKey: "" } }),
        /^settings: secrets.credentials.secretAccessKey: is empty/
      )
      assert.strictEqual(server.server.received.length, 0)
    })
  )

  const program = (body: string) => `
    import { registerHooks } from "node:module"
    const loaded = []
    registerHooks({ resolve: (name, context, next) => {
      loaded.push(name)
      if (globalThis.isMissing && name.startsWith("@aws-sdk/client-secrets-manager")) throw Object.assign(new Error("no"), { code: "ERR_MODULE_NOT_FOUND" })
      return next(name, context)
    } })
    const { openTransport, createTransport } = await import(${JSON.stringify(new URL("../../src/index.ts", import.meta.url).href)})
    const options = { host: "http://127.0.0.1:1", projectId: 1, secrets: { from: "aws", secretId: "x", region: "eu-west-1" } }
    ${body}
  `
  const runWith = async (body: string, env: Record<string, string>) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module-typescript", "--eval", program(body)],
      {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: { PATH: process.env["PATH"], ...env },
        timeout: 30_000
      }
    )
    return stdout
  }
  const run = (body: string) =>
    promisify(execFile)(process.execPath, ["--input-type=module-typescript", "--eval", program(body)], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      env: { PATH: process.env["PATH"] },
      timeout: 30_000
    })

  it("takes AWS's credentials and region from where the official client finds them", async () => {
    const server = await startSecretsManager()
    server.secrets.set("x", { AWSCURRENT: JSON.stringify({ personalApiKey }) })
    const endpoint = JSON.stringify(server.server.origin)
    const stdout = await runWith(
      `options.secrets = { from: "aws", secretId: "x", endpoint: ${endpoint} }
       const transport = await openTransport(options)
       console.log(transport.settings.personalApiKey)
       await transport.close()`,
      {
        AWS_REGION: "eu-west-3",
        AWS_ACCESS_KEY_ID: awsIdentity.accessKeyId,
        AWS_SECRET_ACCESS_KEY: awsIdentity.secretAccessKey
      }
    )
    assert.strictEqual(stdout, "phx_Ca...ef\n")
    assert.deepStrictEqual(server.regions, ["eu-west-3"])
  }, 40_000)

  it("says that no region is set, and that AWS has no identity to read with", async () => {
    const told = (env: Record<string, string>) =>
      runWith(
        `options.secrets = { from: "aws", secretId: "x" }
         await openTransport(options).catch((error) => console.log(error.reason.kind, error.message))`,
        { HOME: "/nonexistent", AWS_EC2_METADATA_DISABLED: "true", ...env }
      )
    assert.match(await told({}), /^missing .*no AWS region is set/)
    assert.match(
      await told({ AWS_REGION: "eu-west-3" }),
      /^refused .*does not accept this identity \(CredentialsProviderError\)/
    )
  }, 60_000)

  it("names the package to install when it is not there", async () => {
    const { stdout } = await run(
      `globalThis.isMissing = true; await openTransport(options).catch((error) => console.log(error.reason.kind, error.message))`
    )
    assert.match(
      stdout,
      /^unsupported Transport.settings: .*@aws-sdk\/client-secrets-manager is not installed; install it/
    )
  }, 40_000)

  it("does not load the client, nor any other source, when it is not used", async () => {
    const { stdout } = await run(
      `createTransport({ host: options.host, projectId: 1, personalApiKey: "phx_0123456789" })
       console.log(loaded.some((name) => /aws-sdk|keyring|vaultSecrets|keychainSecrets|awsSecrets/.test(name)), loaded.includes("./Settings.ts"))`
    )
    assert.strictEqual(stdout, "false true\n")
  }, 40_000)
})
