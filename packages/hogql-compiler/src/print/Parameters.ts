/**
 * The strings of a query, bound beside the text instead of written into it.
 *
 * Equal strings share one parameter: ClickHouse then sees the same expression in SELECT and GROUP BY.
 *
 * @see https://clickhouse.com/docs/sql-reference/syntax#defining-and-using-query-parameters
 */
export class Parameters {
  readonly #names = new Map<string, string>()

  /** The placeholder to write for a string. */
  bind(value: string): string {
    let name = this.#names.get(value)
    if (name === undefined) {
      name = `p${this.#names.size}`
      this.#names.set(value, name)
    }
    return `{${name}:String}`
  }

  /** What to bind, by parameter name. */
  toRecord(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#names].map(([value, name]) => [name, value]))
  }
}
