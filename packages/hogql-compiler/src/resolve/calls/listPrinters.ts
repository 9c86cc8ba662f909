/** Arrays: reduction by an aggregate named in text, and versions that can be compared. */
import { listOfKind } from "../../functions/ArgumentKind.ts"
import { checkCounts, findFunction } from "../../functions/findFunction.ts"
import { notSupported, wrongArguments } from "../../HogqlReason.ts"
import { call, literal } from "../../print/Sql.ts"
import { refuse } from "../refuse.ts"
import type { Value } from "../Value.ts"
import { arrayType, integerType, nullableType, unknownType } from "../ValueType.ts"
import { checkKind } from "./checkArguments.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"
import { resultType } from "./resultType.ts"

/** What arrayReduce may name: the name comes from a query, and any other could be anything. */
const reducers: ReadonlySet<string> = new Set(
  ["count", "sum", "min", "max", "avg", "median", "uniq"].flatMap((name) =>
    ["", "Map", "State"].map((word) => name + word)
  )
)

const arrayReduce = ({ args, called, node, nodes }: ResolvedCall): Value => {
  const [named, ...lists] = args
  if (named?.constant?.kind !== "string") {
    return refuse(
      wrongArguments(
        "arrayReduce",
        "Expected constant string as first arg in function 'arrayReduce'.",
        nodes[0]?.span ?? node.span
      )
    )
  }
  const name = named.constant.value
  if (!reducers.has(name)) {
    return refuse(
      notSupported(
        `'${name}' in arrayReduce`,
        nodes[0]?.span,
        "Use count, sum, min, max, avg, median or uniq, or a form of these with Map or State."
      )
    )
  }
  const reducer = findFunction(name, nodes[0]?.span)
  checkCounts(reducer, { args: lists.length, params: undefined }, node.span)
  const items = lists.map((item): Value => ({ sql: item.sql, type: item.type.element ?? unknownType }))
  lists.forEach((list, index) => {
    const kinds = reducer.takes[Math.min(index, reducer.takes.length - 1)] ?? []
    const listed = nodes[index + 1]
    if (listed !== undefined) checkKind(kinds.map(listOfKind), called, list, listed)
  })
  return {
    sql: call("arrayReduce", literal(name), ...lists.map((item) => item.sql)),
    type: resultType(reducer, items)
  }
}

/** The three numbers of a version, before what a `-` or a `+` adds. */
const version = String.raw`^\s*v?((?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*))(?:[-+]\S*)?\s*$`

/** What is no version becomes a list of one NULL, which no comparison is true for. */
const sortableSemver = ({ args }: ResolvedCall): Value => {
  const [text] = args
  const whole = text === undefined ? literal("") : call("ifNull", text.sql, literal(""))
  const numbers = call("nullIf", call("extract", whole, literal(version)), literal(""))
  const split = call("splitByChar", literal("."), call("coalesce", numbers, literal("_")))
  return {
    sql: call(
      "arrayMap",
      {
        kind: "lambda",
        args: ["part"],
        body: call("toInt64OrNull", { kind: "name", name: "part" })
      },
      split
    ),
    type: arrayType(nullableType(integerType))
  }
}

export const listPrinters = {
  arrayReduce: { kind: "values", print: arrayReduce },
  sortableSemver: { kind: "values", print: sortableSemver }
} as const satisfies Readonly<Record<string, SpecialPrinter>>
