/**
 * Schemas of other libraries for the Promise door.
 *
 * Zod, Valibot, ArkType and Effect's `Schema.toStandardSchemaV1` all implement this small interface, so nobody has to know
 * Effect to have answers checked.
 *
 * @see https://standardschema.dev
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/**
 * The part of Standard Schema version 1 that is used.
 *
 * @since 0.1.0
 */
export interface StandardSchema<A> {
  readonly "~standard": {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<A> | Promise<StandardResult<A>>
    readonly types?: { readonly input: unknown; readonly output: A } | undefined
  }
}

type StandardResult<A> =
  | { readonly value: A; readonly issues?: undefined }
  | {
      readonly issues: ReadonlyArray<{
        readonly message: string
        readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
      }>
    }

/** The same check as an Effect schema. */
export const fromStandardSchema = <A>(standard: StandardSchema<A>): Schema.Decoder<A> =>
  Schema.declareConstructor<A, unknown>()(
    [],
    () => (input) =>
      Effect.tryPromise({
        try: async () => standard["~standard"].validate(input),
        catch: () => new SchemaIssue.InvalidValue()
      }).pipe(
        Effect.flatMap((result) => {
          if (result.issues === undefined) return Effect.succeed(result.value)
          const path =
            result.issues[0]?.path?.map((each) => (typeof each === "object" ? each.key : each)) ?? []
          return Effect.fail(new SchemaIssue.Pointer(path, new SchemaIssue.InvalidValue()))
        })
      )
  )
