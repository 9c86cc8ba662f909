/**
 * Names in ClickHouse text: always quoted, so that no name can be a keyword or end early.
 *
 * @see https://clickhouse.com/docs/sql-reference/syntax#identifiers
 */
import { escapeText } from "./printLiteral.ts"

/** A name between backticks. */
export const printIdentifier = (name: string): string => `\`${escapeText(name).replaceAll("`", "``")}\``
