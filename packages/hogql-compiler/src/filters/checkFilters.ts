/**
 * Filters come from JSON more often than from TypeScript, and one of another shape must not count as none: that would let every
 * row through. Each property filter in them is looked at where it is used.
 */
export const checkFilters = (filters: unknown, refuse: (problem: string) => never): void => {
  if (filters === undefined) return
  if (!isRecord(filters)) return refuse("they are no object.")
  const { dateRange, properties, filterTestAccounts, ...rest } = filters
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) return refuse(`they have no field ${JSON.stringify(unknown.slice(0, 40))}.`)
  const range = dateRange ?? {}
  if (!isRecord(range) || ![range["date_from"], range["date_to"]].every(isTextOrNothing))
    return refuse("`dateRange` is no object of `date_from` and `date_to`, which are texts.")
  if (!Array.isArray(properties ?? [])) return refuse("`properties` is no array.")
  if (typeof (filterTestAccounts ?? false) !== "boolean")
    return refuse("`filterTestAccounts` is neither true nor false.")
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isTextOrNothing = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === "string"
