/**
 * From what a source holds (an object of fields, a JSON text) to closed keys.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { parseJson } from "../LosslessJson.ts"
import { SecretUnavailable } from "../failures/unsent.ts"
import { secretNamesInOrder, type SecretFields, type SecretName, type Secrets } from "./SecretSource.ts"

type Source = SecretUnavailable["source"]

/** Which name each key has at the source: the given names and no other, or each key's own. */
export const namedSecrets = (
  fields: SecretFields | undefined
): ReadonlyArray<readonly [secret: SecretName, name: string]> =>
  secretNamesInOrder.flatMap((secret) => {
    const name = fields === undefined ? secret : fields[secret]
    return name === undefined ? [] : [[secret, name] as const]
  })

/**
 * Closes the fields that hold keys. `holder` begins the sentence of a failure: "the secret", "the file".
 */
export const secretsFromFields = Effect.fnUntraced(function* (
  source: Source,
  holder: string,
  values: unknown,
  fields: SecretFields | undefined
): Effect.fn.Return<Secrets, SecretUnavailable> {
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return yield* new SecretUnavailable({
      source,
      kind: "malformed",
      problem: `${holder} is not an object with the keys as its fields`
    })
  }
  const names = namedSecrets(fields)
  const found: Array<readonly [SecretName, Redacted.Redacted]> = []
  for (const [secret, name] of names) {
    const value: unknown = Object.hasOwn(values, name) ? (values as Record<string, unknown>)[name] : undefined // its own field
    if (value === undefined && fields === undefined) continue
    if (value === undefined) {
      return yield* new SecretUnavailable({
        source,
        kind: "missing",
        problem: `${holder} has no field '${name}'`
      })
    }
    if (typeof value === "string") {
      found.push([secret, Redacted.make(value, { label: secret })])
      continue
    }
    if (Redacted.isRedacted(value)) {
      found.push([secret, value as Redacted.Redacted]) // checked to be text where it is opened
      continue
    }
    return yield* new SecretUnavailable({
      source,
      kind: "malformed",
      problem: `the field '${name}' of ${holder} is not text`
    })
  }
  return yield* someSecrets(source, holder, found, names)
})

/** At least one key, or a failure that says under which names they were looked for. */
export const someSecrets = (
  source: Source,
  holder: string,
  found: ReadonlyArray<readonly [SecretName, Redacted.Redacted]>,
  names: ReadonlyArray<readonly [secret: SecretName, name: string]>
): Effect.Effect<Secrets, SecretUnavailable> =>
  found.length > 0
    ? Effect.succeed(Object.fromEntries(found))
    : Effect.fail(
        new SecretUnavailable({
          source,
          kind: "missing",
          problem: `${holder} holds none of ${names.map(([, name]) => `'${name}'`).join(", ")}`
        })
      )

/** The same from a JSON text, which a failure never quotes. */
export const secretsFromJson = (
  source: Source,
  holder: string,
  text: string,
  fields: SecretFields | undefined
): Effect.Effect<Secrets, SecretUnavailable> => {
  const parsed = parseJson(text)
  return Result.isFailure(parsed)
    ? Effect.fail(new SecretUnavailable({ source, kind: "malformed", problem: `${holder} is not JSON` }))
    : secretsFromFields(source, holder, parsed.success, fields)
}
