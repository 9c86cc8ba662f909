import type { QueryNode } from "../ast/Query.ts"
import { expressionText, listText } from "./text/expressionText.ts"
import { step } from "./text/Layout.ts"
import { queryText } from "./text/queryText.ts"
import type { Writer } from "./text/Writer.ts"

/**
 * A query as normalised HogQL: keywords in capitals, one space between words, names quoted only where they must be, no comments.
 *
 * PostHog's parser reads it back as the same tree. `pretty` puts every clause on a line of its own.
 */
export const hogqlText = (query: QueryNode, { pretty = false }: { readonly pretty?: boolean } = {}): string =>
  writerAt(pretty ? 0 : undefined).query(query)

const writerAt = (indent: number | undefined): Writer => {
  const writer: Writer = {
    indent,
    expression: (node, wanted) => expressionText(node, writer, wanted),
    list: (nodes) => listText(nodes, writer),
    query: (query) => queryText(query, writer),
    deeper: () => (indent === undefined ? writer : writerAt(indent + step))
  }
  return writer
}
