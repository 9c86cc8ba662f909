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

/** Whether it can be asked to validate. It may come from untyped JavaScript, and some libraries make functions that are schemas. */
export const isStandardSchema = (schema: unknown): schema is StandardSchema<unknown> => {
  // The casts only say which names are looked for.
  const standard = (Object(schema) as Partial<StandardSchema<unknown>>)["~standard"]
  return typeof (Object(standard) as Partial<StandardSchema<unknown>["~standard"]>).validate === "function"
}

/** The same check as an Effect schema. A validation that throws, or gives what is no result, is a defect of it and no mismatch. */
export const fromStandardSchema = <A>(standard: StandardSchema<A>): Schema.Decoder<A> =>
  Schema.declareConstructor<A, unknown>()(
    [],
    () => (input) =>
      Effect.promise(async () => standard["~standard"].validate(input)).pipe(
        Effect.flatMap((result) => {
          if (result.issues === undefined) return Effect.succeed(result.value)
          const path =
            result.issues[0]?.path?.map((each) => (typeof each === "object" ? each.key : each)) ?? []
          return Effect.fail(new SchemaIssue.Pointer(path, new SchemaIssue.InvalidValue()))
        })
      )
  )
