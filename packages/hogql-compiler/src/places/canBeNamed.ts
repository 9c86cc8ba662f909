/**
 * Which calls of a statement a failure can come from, by the function that ClickHouse names in it.
 *
 * ClickHouse works some functions out by calling others, and may then name either; what it optimises has another name than what was sent.
 */

/** What can be named for what is called: by the beginning of the called name. */
const inside: readonly (readonly [called: RegExp, named: RegExp])[] = [
  [/^(if|multiIf|and|or|not|transform)$/, /^(if|multiIf|and|or|not|transform)$/],
  [/^(tuple|L\w*(Norm|Distance|Normalize)$|cosineDistance|dotProduct|arrayAUC|map)/, /./],
  [/^(equals|notEquals|less|greater|in|notIn)/, /^(equals|notEquals|less|greater|in|notIn|and|or|not)/i],
  [/^(plus|minus)$/, /^(add|subtract|plus|minus|tuple|date|array)/],
  [/^(multiply|divide)$/, /^(tuple|multiply|divide)/],
  [/^array/, /^(array|max|min|sum|avg|quantile|roc)/i],
  [/^(dateTrunc|toStartOfInterval|toStartOf)/i, /^(toStartOf|dateTrunc|toMonday|date_trunc)/i],
  [/^(hop|tumble)/, /^(hop|tumble)/],
  [/^(greatest|least)$/, /^(if|greater|less|greatest|least)/],
  [/^(concat|format|arrayStringConcat)$/, /^(concat|format|toString)/],
  [/^(to[A-Z]|parse|accurateCast)/, /^cast$/i],
  [/^(like|ilike|notLike|notILike|match)$/i, /like|match/i]
]

/** Tells of a call's name whether a failure that names `name` can be its. */
export const canBeNamed = (name: string): ((called: string) => boolean) => {
  const wanted = name.replace(/^_/, "")
  const lower = wanted.toLowerCase()
  const outer = inside.filter(([, named]) => named.test(wanted)).map(([called]) => called)
  return (called) => called.toLowerCase() === lower || outer.some((pattern) => pattern.test(called))
}
