/**
 * HogQL's operators and the words around them, as the gate counts them.
 *
 * A table for measuring depth, not a grammar: `as` and `->` share a level because they never meet in one expression.
 */

/** How loosely each operator binds, loosest first, and the stack it takes, in units of one chained operator. */
export const levels = [
  "lambda",
  "ternary",
  "nullish",
  "or",
  "and",
  "not",
  "compare",
  "add",
  "multiply",
  "unary",
  "postfix"
] as const
export type Level = (typeof levels)[number]
export const levelWeight: Record<Level, number> = {
  lambda: 4,
  ternary: 2,
  nullish: 2,
  or: 1,
  and: 1,
  not: 2,
  compare: 1,
  add: 1,
  multiply: 1,
  unary: 1,
  postfix: 1
}
export const binary: ReadonlyMap<string, Level> = new Map<string, Level>(
  Object.entries({
    "->": "lambda",
    ":=": "lambda",
    as: "lambda",
    "?": "ternary",
    "??": "nullish",
    or: "or",
    and: "and",
    "=": "compare",
    "==": "compare",
    "!=": "compare",
    "<>": "compare",
    "<=>": "compare",
    "<": "compare",
    "<=": "compare",
    ">": "compare",
    ">=": "compare",
    "=~": "compare",
    "!~": "compare",
    "=~*": "compare",
    "!~*": "compare",
    in: "compare",
    like: "compare",
    ilike: "compare",
    is: "compare",
    between: "compare",
    "+": "add",
    "-": "add",
    "||": "add",
    "*": "multiply",
    "/": "multiply",
    "%": "multiply",
    ".": "postfix",
    "?.": "postfix",
    "::": "postfix"
  } as const)
)

/** Words that end one expression and begin the next, when they stand after an operand. */
export const separators = new Set(
  (
    "select from prewhere where group having qualify window order limit offset union intersect except with join on using " +
    "when then else end array sample by asc desc filter within over"
  ).split(" ")
)

/** Words that begin a clause of SELECT, so that a comma after `from` is known to join. */
export const clauseWords = new Set(
  "select from prewhere where group having qualify window order limit union intersect except".split(" ")
)

/** Words after which a bracket groups instead of calling. */
export const groupingWords = new Set(
  (
    "select distinct from where prewhere having qualify and or not in as on using by over when then else case between like " +
    "ilike is join all union intersect except values exists limit offset with interval array filter group sets any"
  ).split(" ")
)
