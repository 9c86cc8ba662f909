/**
 * Keys in files: one JSON object, or one file a key as Docker and Kubernetes mount them.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { SecretUnavailable } from "../failures/unsent.ts"
import { readGuardedFile } from "./guardedFile.ts"
import { namedSecrets, secretsFromJson, someSecrets } from "./secretFields.ts"
import type { FileSecrets, SecretName, Secrets } from "./SecretSource.ts"

/** Reads the keys anew. */
export const readFileSecrets = Effect.fnUntraced(function* (
  source: FileSecrets
): Effect.fn.Return<Secrets, SecretUnavailable> {
  if (typeof source.path === "string") {
    const text = yield* readSecretFile("file", "the file", source.path, source)
    return yield* secretsFromJson("file", "the file", text, undefined)
  }
  const names = namedSecrets(source.path)
  const found: Array<readonly [SecretName, Redacted.Redacted]> = []
  for (const [secret, path] of names) {
    const text = yield* readSecretFile("file", `the file of ${secret}`, path, source)
    found.push([secret, Redacted.make(withoutLineEnd(text), { label: secret })])
  }
  return yield* someSecrets("file", "path", found, names)
})

/** A file that only its owner can read, or a failure that says what is wrong with it and not where it is. */
export const readSecretFile = (
  source: SecretUnavailable["source"],
  file: string,
  path: string,
  options: Pick<FileSecrets, "allowGroupRead" | "followLinks">
): Effect.Effect<string, SecretUnavailable> =>
  Effect.mapError(
    readGuardedFile(path, {
      others: "nothing",
      followLinks: options.followLinks,
      allowGroupRead: options.allowGroupRead
    }),
    ({ kind, problem }) => new SecretUnavailable({ source, kind, problem: `${file} ${problem}` })
  )

/** Editors and `echo` end a file with a line break, which no key has. Anything else around a key is refused later. */
export const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, "")
