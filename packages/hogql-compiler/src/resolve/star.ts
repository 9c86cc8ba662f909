/**
 * `*` and its kin: several columns by one word. Only columns that hold a value are meant, never what is joined or hidden.
 */
import type { ExpressionNode, FieldNode } from "../ast/Expression.ts"
import type { Span } from "../ast/Span.ts"
import { ambiguousColumn, notSupported, typeMismatch, unknownColumn } from "../HogqlReason.ts"
import { suggest } from "../suggest.ts"
import { refuse } from "./refuse.ts"
import { namespaceAt, relationAt, resolveField } from "./resolveField.ts"
import type { Relation, Scope } from "./Scope.ts"

type StarColumn = ReturnType<Relation["star"]>[number]

/** What `node` stands for when it stands for several columns, else nothing. */
export const starOf = (node: ExpressionNode, scope: Scope): readonly StarColumn[] | undefined => {
  if (node.node === "ColumnsExpr") {
    if (node.regex !== undefined) return matching(node.regex, node.span, scope)
    if (node.all_columns === true) return excluding(node.exclude ?? [], node.span, scope)
    return refuse(
      notSupported("A list in COLUMNS(…) in this place", node.span, "Name the columns one by one.")
    )
  }
  if (node.node !== "Field" || node.chain.at(-1) !== "*") return undefined
  if (node.chain.length === 1) return onlyRelation(node.span, scope).star(node.span)
  const named = relationAt(node.chain, scope.relations)
  if (named?.depth === node.chain.length - 1) return named.relation.star(node.span)
  if (named !== undefined || scope.relations.some((relation) => relation.has(node.chain[0] ?? ""))) {
    const joined = namespaceAt(node.chain.slice(0, -1), node.span, scope)
    return joined?.star === undefined ? refuseSpread(node, scope) : joined.star(node.span)
  }
  const wanted = node.chain.slice(0, -1).join(".")
  const known = scope.relations.flatMap((relation) => relation.paths.map((path) => path.join(".")))
  return refuse(unknownColumn(wanted, node.span, { suggestion: suggest(wanted, known) }))
}

/** `COLUMNS('regex')`: the columns of every table whose name the expression finds something in. */
const matching = (regex: string, span: Span, scope: Scope): readonly StarColumn[] => {
  const pattern = compiled(regex, span)
  const found = scope.relations
    .flatMap((relation) => relation.star(span))
    .filter(({ name }) => pattern.test(name))
  if (found.length > 0) return found
  return refuse({
    ...unknownColumn(regex, span),
    message: "No column has a name that the expression in COLUMNS(…) finds something in."
  })
}

/** More than this, or a repeated group, and a short name could keep JavaScript busy for ever. */
const mostRepetitions = 3

/** Only what RE2 and JavaScript read alike, and what is quickly searched for. */
const compiled = (regex: string, span: Span): RegExp => {
  const invalid = (advice: string): never =>
    refuse(typeMismatch(`COLUMNS takes a regular expression ${advice}.`, span))
  const bare = regex.replaceAll(/\\[^1-9k]|\[[^\]]*\]/g, "x")
  if (regex.length > 200) return invalid("of at most 200 characters")
  if (/\(\?(?!:)|\\/.test(bare)) return invalid("without look-around and back-references")
  if (/\)[*+{]/.test(bare) || (bare.match(/[*+{]/g)?.length ?? 0) > mostRepetitions) {
    return invalid(`with at most ${mostRepetitions} repetitions, and none of a group`)
  }
  try {
    return new RegExp(regex, "u")
  } catch {
    return invalid("that is well-formed")
  }
}

/** `* EXCLUDE (a, e.b)`. */
const excluding = (exclude: readonly string[], span: Span, scope: Scope): readonly StarColumn[] => {
  const relation = onlyRelation(span, scope)
  const columns = relation.star(span)
  const prefixes = relation.paths.map((path) => `${path.join(".")}.`)
  const excluded = new Set(
    exclude.map((name) => {
      const prefix = prefixes.find((candidate) => name.startsWith(candidate))
      const bare = prefix === undefined ? name : name.slice(prefix.length)
      if (columns.some((column) => column.name === bare)) return bare
      const suggestion = suggest(
        bare,
        columns.map((column) => column.name)
      )
      return refuse(unknownColumn(name, span, { suggestion }))
    })
  )
  return columns.filter((column) => !excluded.has(column.name))
}

/** `properties.*`: a column is named where a table is meant. */
const refuseSpread = (node: FieldNode, scope: Scope): never => {
  const chain = node.chain.slice(0, -1)
  const { json } = resolveField({ ...node, chain }, scope)
  const name = chain.join(".")
  return refuse(
    notSupported(
      `\`${name}.*\``,
      node.span,
      json === undefined
        ? `\`${name}\` is one column. Select it as it is.`
        : `Properties cannot be spread into columns. Select \`${name}\` for all of them as JSON, or name each: \`${name}.key\`.`
    )
  )
}

const onlyRelation = (span: Span, scope: Scope): Relation => {
  const [only, second] = scope.relations
  if (only === undefined) return refuse(notSupported("`*` without a table", span))
  if (second !== undefined) {
    const tables = scope.relations.map((relation) => relation.paths[0]?.join(".") ?? relation.label)
    return refuse(ambiguousColumn("*", tables, span))
  }
  return only
}
