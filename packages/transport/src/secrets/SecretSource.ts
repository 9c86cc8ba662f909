/**
 * Where keys come from, as data: a place and how to get in.
 *
 * Data rather than functions, so that both doors take the same value, nothing is loaded for a place that is not used, and
 * wrong options are found before anything is asked. What each place does is in the file named after it.
 */
import type * as Redacted from "effect/Redacted"

/**
 * The keys a transport can hold. `signingKey` signs requests for a gateway.
 *
 * @since 0.2.0
 */
export type SecretName = "personalApiKey" | "projectToken" | "signingKey"

/** Every key, in the order in which failures name them. */
export const secretNamesInOrder: ReadonlyArray<SecretName> = ["personalApiKey", "projectToken", "signingKey"]

/**
 * Names of the fields, items or files that hold each key. A key that is named here must be there; without names, each key is
 * looked for under its own name and at least one must be found.
 *
 * @since 0.2.0
 */
export type SecretFields = Partial<Readonly<Record<SecretName, string>>>

/** What every source takes. */
interface Refreshing {
  /**
   * How long keys are used before they are read anew, in the background, in milliseconds. Never unless given, except after a
   * 401 and before an expiry that the source names.
   */
  readonly refreshMillis?: number | undefined
}

/**
 * The variables of the environment, as `POSTHOG_PERSONAL_API_KEY`, `POSTHOG_PROJECT_TOKEN` (with their aliases) and
 * `POSTHOG_SIGNING_KEY`.
 *
 * @since 0.2.0
 */
export interface EnvironmentSecrets extends Refreshing {
  readonly from: "environment"
}

/**
 * Files that only their owner can read.
 *
 * Refused: a file or folder that another user could read or change, that belongs to neither this user nor root, a symbolic link
 * unless `followLinks`, more than 64 KiB, anything but a regular file, and every file on Windows, where modes say nothing.
 *
 * @since 0.2.0
 */
export interface FileSecrets extends Refreshing {
  readonly from: "file"
  /** One JSON object with the keys as fields, or for each key a file that holds nothing else. */
  readonly path: string | SecretFields
  /** Follows symbolic links, as Kubernetes mounts secrets; the file that is found is checked. False unless given. */
  readonly followLinks?: boolean | undefined
  /** Allows a file that its group can read: how Kubernetes (`fsGroup`) gives one to a process that is not root. False unless given. */
  readonly allowGroupRead?: boolean | undefined
}

/**
 * The keychain of the operating system: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. One item a
 * key, with the service below and the key's name as account. Needs the optional peer `@napi-rs/keyring`.
 *
 * @since 0.2.0
 */
export interface KeychainSecrets extends Refreshing {
  readonly from: "keychain"
  /** `"posthog-driver"` unless given. */
  readonly service?: string | undefined
  readonly accounts?: SecretFields | undefined
}

/**
 * HashiCorp Vault, secrets engine KV version 2.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 * @since 0.2.0
 */
export interface VaultSecrets extends Refreshing {
  readonly from: "vault"
  /** `https://vault.example.org:8200`; `http://` only for loopback. */
  readonly address: string
  /** Where the engine is mounted. `"secret"` unless given. */
  readonly mount?: string | undefined
  /** The secret's path below the mount. */
  readonly path: string
  /** A version of the secret. The latest unless given. */
  readonly version?: number | undefined
  readonly fields?: SecretFields | undefined
  /** Of Vault Enterprise: printable ASCII without blanks, such as `team/analytics`. None unless given. */
  readonly namespace?: string | undefined
  /** A token; a file holding one, read anew each time (Vault Agent writes it); or an AppRole, logged in again when its token ends. */
  readonly auth:
    | { readonly method: "token"; readonly token: string | Redacted.Redacted }
    | { readonly method: "token-file"; readonly path: string; readonly followLinks?: boolean | undefined }
    | {
        readonly method: "approle"
        readonly roleId: string
        readonly secretId: string | Redacted.Redacted
        /** `"approle"` unless given. */
        readonly mount?: string | undefined
      }
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | ReadonlyArray<string> | undefined
  /** Time for one request to Vault. 5,000 ms unless given. */
  readonly timeoutMillis?: number | undefined
}

/**
 * AWS Secrets Manager, through the official client: the optional peer `@aws-sdk/client-secrets-manager`. Credentials of AWS come
 * from its own chain unless given.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @since 0.2.0
 */
export interface AwsSecrets extends Refreshing {
  readonly from: "aws"
  /** Name or ARN. The secret is a JSON object with the keys as fields. */
  readonly secretId: string
  /** The client's own rules (`AWS_REGION`, profile) unless given. */
  readonly region?: string | undefined
  /** `"AWSCURRENT"` unless given. */
  readonly versionStage?: string | undefined
  readonly fields?: SecretFields | undefined
  /** Another address of the service, such as an endpoint in a private network. */
  readonly endpoint?: string | undefined
  readonly credentials?:
    | {
        readonly accessKeyId: string
        readonly secretAccessKey: string | Redacted.Redacted
        readonly sessionToken?: string | Redacted.Redacted | undefined
      }
    | undefined
  /** Time for one read, retries of the client included. 5,000 ms unless given. */
  readonly timeoutMillis?: number | undefined
}

/**
 * A place of your own: another vault, a broker. The function is called once when the client is made, after a 401, before
 * `expiresAtMillis` and every `refreshMillis`; calls never overlap. What it throws is not shown: it can hold a key.
 *
 * @since 0.2.0
 */
export interface CustomSecrets extends Refreshing {
  readonly from: "custom"
  readonly read: (signal: AbortSignal) => Promise<CustomSecretValues>
  /** Time for one read. 5,000 ms unless given. */
  readonly timeoutMillis?: number | undefined
}

/**
 * What a function of one's own gives: the keys, and when they end.
 *
 * @since 0.2.0
 */
export type CustomSecretValues = Partial<Readonly<Record<SecretName, string | Redacted.Redacted>>> & {
  /** Milliseconds since 1970. Never unless given. */
  readonly expiresAtMillis?: number | undefined
}

/**
 * Where the keys of a transport come from.
 *
 * @since 0.2.0
 */
export type SecretSource =
  EnvironmentSecrets | FileSecrets | KeychainSecrets | VaultSecrets | AwsSecrets | CustomSecrets

/**
 * Keys as they were read, closed.
 *
 * @since 0.2.0
 */
export interface Secrets extends Partial<Readonly<Record<SecretName, Redacted.Redacted>>> {
  /** When they stop being valid, where the source says so. Milliseconds since 1970. */
  readonly expiresAtMillis?: number | undefined
}
