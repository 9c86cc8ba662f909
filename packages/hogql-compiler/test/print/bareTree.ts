/** A tree without its places, as plain data, so that two trees can be compared. */
export const bareTree = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bareTree)
  if (value instanceof Map) return [...value].map(([key, item]) => [key, bareTree(item)])
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key === "span" || item === undefined ? [] : [[key, bareTree(item)]]
    )
  )
}
