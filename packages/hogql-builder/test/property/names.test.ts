import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ast } from "../../src/expression.ts"
import { compile } from "../../src/compile.ts"
import { defineTable, eq, events, fn, hogql, identifier, select, value } from "../../src/index.ts"
import type { AnyExpression } from "../../src/index.ts"
import { queryNode } from "../../src/query.ts"
import { canonicalNode, canonicalStatement } from "../judge/canonical.ts"
import { canonicalParsed, canonicalParsedStatement } from "../judge/canonicalParsed.ts"
import { parseExpression, parseQuery } from "../judge/parser.ts"
import { alias, hostileName, propertyPath } from "./arbitraries.ts"
import { deadline, settings } from "./runs.ts"

const tenPaths = fc.array(propertyPath, { minLength: 10, maxLength: 10 })

describe("a name", () => {
  it("stays one name as alias, in GROUP BY, HAVING and ORDER BY", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(alias, { minLength: 5, maxLength: 5 }), async (names) => {
        const [first = "", second = ""] = names
        const columns: Record<string, AnyExpression> = Object.fromEntries(
          names.map((name) => [name, fn.max(events.event)])
        )
        const query = select(events)
          .columns(columns as Record<string, typeof events.event>)
          .groupBy(first, ...names.slice(1))
          .having((own) => eq(own[second]!, "x"))
          .orderBy(first)
          .orderBy(second, "desc")
        const read = await parseQuery(query.toHogQL({ inline: true }).query)
        expect(canonicalParsedStatement(read)).toEqual(canonicalStatement(query[queryNode]))
      }),
      settings(0.1, 20)
    )
  })

  it("stays one name as table, as column and in a template", { timeout: deadline }, async () => {
    const undotted = hostileName.filter((name) => !name.includes("."))
    const column = hostileName.filter((name) => name !== "__proto__")
    await fc.assert(
      fc.asyncProperty(undotted, column, hostileName, async (tableName, columnName, third) => {
        const table = defineTable(tableName, { [columnName]: { [columnName]: "string" } })
        const inner = table[columnName]![columnName]!
        const query = select(table).columns({ a: inner, b: identifier(third, columnName) })
        const read = await parseQuery(query.toHogQL().query)
        expect(canonicalParsedStatement(read)).toEqual(canonicalStatement(query[queryNode]))

        const template = hogql`SELECT ${inner} AS a, ${identifier(third, columnName)} AS b FROM ${table}`
        expect(canonicalParsed(await parseQuery(template.toHogQL().query))).toEqual(canonicalParsed(read))
      }),
      settings(0.1, 6)
    )
  })
})

describe("a property path", () => {
  it("stays one path, whatever its keys", { timeout: deadline }, async () => {
    await fc.assert(
      fc.asyncProperty(tenPaths, async (paths) => {
        const properties = paths.map((path) => events.person.properties.get(...path))
        const list = fn.concat(value(""), value(""), ...properties)
        const { query, values } = compile(list[ast])
        expect(canonicalParsed(await parseExpression(query), values)).toEqual(canonicalNode(list[ast]))
      }),
      settings(0.1, 10)
    )
  })
})
