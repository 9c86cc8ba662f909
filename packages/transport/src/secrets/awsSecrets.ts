/**
 * Keys in AWS Secrets Manager, read with AWS's official client: it knows where credentials come from (variables, profiles, roles
 * of a machine or a pod) and signs as AWS wants it. It is an optional peer, loaded by the first read, and a client lives for one
 * read, so that no connection is kept.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { closeSecret, openAwsIdentity } from "../Credentials.ts"
import { isLoopback } from "../Host.ts"
import { InvalidSettings, SecretUnavailable } from "../failures/unsent.ts"
import { secretsFromJson } from "./secretFields.ts"
import type { AwsSecrets, Secrets } from "./SecretSource.ts"
import { duration } from "../failures/duration.ts"

const defaultTimeoutMillis = 5_000

/** Checks the options; gives the effect that reads the keys. */
export const makeAwsSecrets = Effect.fnUntraced(function* (
  source: AwsSecrets
): Effect.fn.Return<Effect.Effect<Secrets, SecretUnavailable>, InvalidSettings> {
  if (typeof (source.secretId as unknown) !== "string" || source.secretId === "") {
    return yield* new InvalidSettings({
      setting: "secrets.secretId",
      problem: "is empty; set it to the name or ARN of the secret"
    })
  }
  yield* checkEndpoint(source.endpoint)
  const timeoutMillis = source.timeoutMillis ?? defaultTimeoutMillis
  const identity = source.credentials === undefined ? undefined : yield* closeIdentity(source.credentials)
  return Effect.gen(function* () {
    const text = yield* fetchSecret(source, identity).pipe(
      Effect.timeoutOrElse({
        duration: timeoutMillis,
        orElse: () => Effect.fail(refused("unreachable", `no answer within ${duration(timeoutMillis)}`))
      })
    )
    return yield* secretsFromJson("aws", "the secret", text, source.fields)
  })
})

interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
  readonly sessionToken: Redacted.Redacted | undefined
}

const closeIdentity = Effect.fnUntraced(function* (
  given: NonNullable<AwsSecrets["credentials"]>
): Effect.fn.Return<Identity, InvalidSettings> {
  if (typeof (given.accessKeyId as unknown) !== "string" || !/^\w{1,128}$/.test(given.accessKeyId)) {
    return yield* new InvalidSettings({
      setting: "secrets.credentials.accessKeyId",
      problem: "is not the id of an access key (AKIA...)"
    })
  }
  return {
    accessKeyId: given.accessKeyId,
    secretAccessKey: yield* closeSecret(given.secretAccessKey, "secrets.credentials.secretAccessKey"),
    sessionToken:
      given.sessionToken === undefined
        ? undefined
        : yield* closeSecret(given.sessionToken, "secrets.credentials.sessionToken")
  }
})

const fetchSecret = Effect.fnUntraced(function* (
  source: AwsSecrets,
  identity: Identity | undefined
): Effect.fn.Return<string, SecretUnavailable> {
  const { GetSecretValueCommand, SecretsManagerClient } = yield* Effect.tryPromise({
    try: () => import("@aws-sdk/client-secrets-manager"),
    catch: () =>
      refused("unsupported", "the package @aws-sdk/client-secrets-manager is not installed; install it")
  })
  const answer = yield* Effect.acquireUseRelease(
    Effect.sync(
      () =>
        new SecretsManagerClient({
          ...(source.region === undefined ? {} : { region: source.region }),
          ...(source.endpoint === undefined ? {} : { endpoint: source.endpoint }),
          ...(identity === undefined ? {} : { credentials: openAwsIdentity(identity) })
        })
    ),
    (client) =>
      Effect.gen(function* () {
        yield* Effect.tryPromise({
          try: () => client.config.region(),
          catch: () =>
            refused("missing", "no AWS region is set; set secrets.region or the variable AWS_REGION")
        })
        return yield* Effect.tryPromise({
          try: (abortSignal) =>
            client.send(
              new GetSecretValueCommand({
                SecretId: source.secretId,
                ...(source.versionStage === undefined ? {} : { VersionStage: source.versionStage })
              }),
              { abortSignal }
            ),
          catch: failureOf
        })
      }),
    (client) => Effect.sync(() => client.destroy())
  )
  if (typeof answer.SecretString === "string") return answer.SecretString
  return yield* refused("malformed", "the secret is binary; store a JSON object as text")
})

const refused = (kind: SecretUnavailable["kind"], problem: string): SecretUnavailable =>
  new SecretUnavailable({ source: "aws", kind, problem })

/** AWS's texts name accounts and roles, so only the kind of its failure is told. */
const failureOf = (cause: unknown): SecretUnavailable => {
  const { $metadata, code, name } = cause as {
    $metadata?: { httpStatusCode?: number }
    code?: unknown
    name?: unknown
  } // any thrown value may have these
  switch (name) {
    case "ResourceNotFoundException":
      return refused(
        "missing",
        "there is no such secret or version; check secrets.secretId, versionStage and region"
      )
    case "AccessDeniedException":
      return refused(
        "refused",
        "this identity may not read the secret; it needs secretsmanager:GetSecretValue"
      )
    case "DecryptionFailure":
      return refused(
        "refused",
        "the secret cannot be decrypted; this identity needs kms:Decrypt on its KMS key"
      )
    case "InvalidRequestException":
      return refused("missing", "the secret is scheduled for deletion, or has no such version")
    case "CredentialsProviderError":
    case "UnrecognizedClientException":
    case "ExpiredTokenException":
    case "InvalidSignatureException":
    case "IncompleteSignature":
      return refused("refused", `AWS does not accept this identity (${name}); check the AWS credentials`)
  }
  const status = $metadata?.httpStatusCode
  const what = identifier(code) ?? identifier(name) ?? "unknown error"
  if (status === undefined || status === 429 || status >= 500 || name === "ThrottlingException") {
    return refused(
      "unreachable",
      `the service does not answer (${what}); check secrets.region and the network`
    )
  }
  return refused("refused", `the service refuses the request (${what})`)
}

const identifier = (value: unknown): string | undefined =>
  typeof value === "string" && /^[A-Za-z][A-Za-z0-9_]{2,60}$/.test(value) ? value : undefined

const checkEndpoint = (endpoint: string | undefined): Effect.Effect<void, InvalidSettings> => {
  if (endpoint === undefined) return Effect.void
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  return url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))
    ? Effect.void
    : Effect.fail(
        new InvalidSettings({
          setting: "secrets.endpoint",
          problem: "must be an address that begins with https://; http:// is for loopback only"
        })
      )
}
