/**
 * What stands against the schema of a request, said before anything is sent: of a write that was sent, nobody would know what became of it.
 */
import * as Schema from "effect/Schema"

/** Stands in the place of what the Promise door was given and cannot validate with. */
export const notStandardSchema = Symbol("not a Standard Schema")

/** What stands against a schema, or undefined. It can come from untyped JavaScript. */
export const schemaProblem = (schema: unknown): string | undefined => {
  if (Schema.isSchema(schema)) return undefined
  return schema === notStandardSchema
    ? "its schema is no Standard Schema; give one of Zod, Valibot or ArkType, Schema.toStandardSchemaV1(schema) for one of Effect, or leave it out"
    : "its schema is no Schema of Effect; give one, Schema.Unknown for an answer that need not be checked"
}
