/**
 * The form of every REST object: the fields this package knows by name, and all others as they come.
 *
 * PostHog adds fields without notice; dropping them here would hide them from callers who read them.
 */
import * as Schema from "effect/Schema"

/** A struct that keeps the fields it does not name. */
export const resource = <Fields extends Schema.Struct.Fields>(
  fields: Fields
): Schema.StructWithRest<Schema.Struct<Fields>, readonly [Schema.$Record<Schema.String, Schema.Unknown>]> =>
  Schema.StructWithRest(Schema.Struct(fields), [Schema.Record(Schema.String, Schema.Unknown)])

/** A field that may be missing or null. */
export const maybe = <A>(schema: Schema.Codec<A>): Schema.optional<Schema.NullOr<Schema.Codec<A>>> =>
  Schema.optional(Schema.NullOr(schema))
