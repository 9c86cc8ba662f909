/**
 * What plain data was at one moment, and whether it still is that.
 *
 * What is cached for a context must not be given for another one, nor for the same object after somebody changed it. So the cache keeps the
 * scalars of the context, in order, and compares all of them; an identity would say nothing. What a project usually defines takes some
 * microseconds to compare.
 */

/** More scalars than these are not kept: comparing them would take longer than the cache saves. */
const mostScalars = 20_000

/** The scalars of plain data in order, its names and brackets among them. */
export type Snapshot = readonly unknown[]

/** `undefined` when the data is too large, or holds what cannot be compared, such as a function. */
export const takeSnapshot = (data: unknown): Snapshot | undefined => {
  const scalars: unknown[] = []
  const isComplete = visit(data, (scalar) => scalars.push(scalar) <= mostScalars)
  return isComplete ? scalars : undefined
}

/** Whether `data` is what the snapshot was taken of, down to the order of its fields. */
export const isUnchanged = (snapshot: Snapshot, data: unknown): boolean => {
  let position = 0
  return visit(data, (scalar) => Object.is(snapshot[position++], scalar)) && position === snapshot.length
}

/** Stand for what has no value of its own, and equal nothing that a context can hold. */
const [object, array, date, end] = [Symbol("object"), Symbol("array"), Symbol("date"), Symbol("end")]

/** Shows every scalar to `see` until it answers no. */
const visit = (data: unknown, see: (scalar: unknown) => boolean): boolean => {
  if (typeof data !== "object" || data === null)
    return typeof data !== "function" && typeof data !== "symbol" && see(data)
  if (Array.isArray(data)) {
    if (!see(array)) return false
    for (const item of data as readonly unknown[]) if (!visit(item, see)) return false
    return see(end)
  }
  if (data instanceof Date) return see(date) && see(data.getTime())
  const prototype: unknown = Object.getPrototypeOf(data)
  if ((prototype !== Object.prototype && prototype !== null) || !see(object)) return false
  for (const name of Object.keys(data)) {
    // The name is one of the object's own.
    if (!see(name) || !visit((data as Readonly<Record<string, unknown>>)[name], see)) return false
  }
  return see(end)
}
