/**
 * Turns a property value into JSON, or says what in it JSON would lose.
 *
 * `JSON.stringify` turns NaN into null, a Map into {} and a function into nothing, all without a word; an analyst would find
 * the hole weeks later. Dates and anything else with `toJSON` are taken at their word; a key whose value is `undefined` is
 * left out, as everywhere in JavaScript.
 */
import * as Result from "effect/Result"

/** A value that JSON can hold. */
export type JsonValue =
  string | number | bigint | boolean | null | ReadonlyArray<JsonValue> | { readonly [key: string]: JsonValue }

/** Nesting beyond this is refused: it is a cycle or a mistake. */
const MAXIMUM_DEPTH = 64

/** The value as JSON, or what is wrong with it and where (`properties.items[2]`). */
export function jsonValue(value: unknown, path: string, depth = 0): Result.Result<JsonValue, string> {
  if (depth > MAXIMUM_DEPTH)
    return Result.fail(`${path} is nested more than ${MAXIMUM_DEPTH} levels deep or contains itself`)
  if (value === null || typeof value === "boolean") return Result.succeed(value)
  if (typeof value === "string") {
    return value.isWellFormed()
      ? Result.succeed(value)
      : Result.fail(`${path} holds half of a surrogate pair`)
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) return Result.fail(`${path} is ${String(value)}, which JSON cannot hold`)
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? Result.fail(`${path} is a whole number beyond 2^53, which may be rounded: give it as a bigint`)
      : Result.succeed(value)
  }
  if (typeof value === "bigint") return Result.succeed(value)
  if (typeof value !== "object")
    return Result.fail(`${path} is ${named(typeof value)}, which JSON cannot hold`)
  if (Array.isArray(value)) return jsonArray(value, path, depth)
  if (value instanceof Date && Number.isNaN(value.getTime())) return Result.fail(`${path} is an invalid date`)
  if (speaksJson(value)) return jsonValue(value.toJSON(), path, depth + 1)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    return Result.fail(`${path} is a ${value.constructor.name}, which JSON cannot hold`)
  }
  return jsonObject(value, path, depth)
}

function speaksJson(value: object): value is { toJSON: () => unknown } {
  return "toJSON" in value && typeof value.toJSON === "function"
}

function jsonArray(
  items: ReadonlyArray<unknown>,
  path: string,
  depth: number
): Result.Result<JsonValue, string> {
  const copy: Array<JsonValue> = []
  for (const [index, item] of items.entries()) {
    const result = jsonValue(item, `${path}[${index}]`, depth + 1)
    if (Result.isFailure(result)) return result
    copy.push(result.success)
  }
  return Result.succeed(copy)
}

function jsonObject(value: object, path: string, depth: number): Result.Result<JsonValue, string> {
  const entries: Array<readonly [string, JsonValue]> = []
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    if (!key.isWellFormed()) return Result.fail(`${path} has a key holding half of a surrogate pair`)
    const result = jsonValue(item, `${path}.${key}`, depth + 1)
    if (Result.isFailure(result)) return result
    entries.push([key, result.success])
  }
  return Result.succeed(Object.fromEntries(entries))
}

function named(type: string): string {
  return type === "undefined" ? "undefined" : `a ${type}`
}
