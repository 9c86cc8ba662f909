/**
 * What one printing carries along: the values bound so far, how they are written, and how lines are laid out.
 */
import type { CteNode } from "../ast/TableNode.ts"
import type { LambdaParameterNode } from "../ast/ExpressionNode.ts"
import { refuseArgument, refuseTaken } from "../refuse.ts"
import type { BoundValue, HogqlValue } from "../value.ts"
import { isBindable } from "../value.ts"
import { printIdentifier } from "./printIdentifier.ts"
import { printLiteral } from "./printLiteral.ts"

// PostHog's parser descends into each, and would take minutes long before.
const maximumBlocks = 100

interface PrintOptions {
  /** Begins the names of placeholders. */
  readonly prefix: string
  /** Writes values into the text. */
  readonly inline: boolean
  /** A clause a line, indented. */
  readonly pretty: boolean
}

export class PrintContext {
  readonly values: Record<string, BoundValue> = {}
  /** A text that is not ours uses a name that ours begin with. */
  hasClash = false
  /** The tables that WITH defines. */
  ctes: readonly CteNode[] = []
  readonly pretty: boolean
  readonly #prefix: string
  readonly #parameterPrefix: string
  #ownName: RegExp | undefined
  readonly #inline: boolean
  readonly #lambdaParameters: LambdaParameterNode[] = []
  #count = 0
  #depth = 0
  #blocks = 0

  constructor(options: PrintOptions) {
    this.#prefix = options.prefix
    this.#parameterPrefix = `_${options.prefix.replace("v", "x")}`
    this.#inline = options.inline
    this.pretty = options.pretty
  }

  /** A placeholder for the value, or its literal when values are wanted in the text or JSON would change it. */
  print(value: HogqlValue): string {
    if (this.#inline || !isBindable(value)) return printLiteral(value)
    const name = `${this.#prefix}${this.#count++}`
    this.values[name] = value
    return `{${name}}`
  }

  /** A placeholder of the caller's own name. */
  printNamed(name: string, value: HogqlValue): string {
    if (this.#inline || !isBindable(value)) return printLiteral(value)
    if (Object.hasOwn(this.values, name) && this.values[name] !== value) refuseTaken(name)
    this.values[name] = value
    return `{${this.watch(name)}}`
  }

  /** Looks at text that the printer did not make itself. */
  watch(text: string): string {
    this.#ownName ??= new RegExp(`${this.#prefix}\\d|${this.#parameterPrefix}\\d`)
    if (this.#ownName.test(text)) this.hasClash = true
    return text
  }

  /** A name without a table in front, which the parameter of a lambda could hide. */
  bare(name: string): string {
    return printIdentifier(name.startsWith("_") ? this.watch(name) : name)
  }

  /** What stands between two clauses. */
  get line(): string {
    return this.pretty ? `\n${"  ".repeat(this.#depth)}` : " "
  }

  /** Prints one level deeper. */
  indented(print: () => string): string {
    this.#depth++
    const text = print()
    this.#depth--
    return text
  }

  /** Entries with commas between; each on a line of its own when lines are wanted and there are several. */
  list<Entry>(entries: readonly Entry[], print: (entry: Entry, context: PrintContext) => string): string {
    if (!this.pretty || entries.length < 2) return entries.map((entry) => print(entry, this)).join(", ")
    return this.indented(() => {
      const { line } = this
      return line + entries.map((entry) => print(entry, this)).join(`,${line}`)
    })
  }

  /** Text in brackets, on lines of its own when lines are wanted. */
  block(print: () => string): string {
    if (++this.#blocks > maximumBlocks)
      refuseArgument("query", `Queries are nested more than ${maximumBlocks} deep.`)
    const text = this.#bracketed(print)
    this.#blocks--
    return text
  }

  #bracketed(print: () => string): string {
    if (!this.pretty) return `(${print()})`
    const body = this.indented(() => this.line + print())
    return `(${body}${this.line})`
  }

  /** Prints the body of a lambda, in which its parameters have names. */
  lambda(parameters: readonly LambdaParameterNode[], print: (names: readonly string[]) => string): string {
    const outer = this.#lambdaParameters.length
    this.#lambdaParameters.push(...parameters)
    const text = print(parameters.map((_, index) => this.#parameterName(outer + index)))
    this.#lambdaParameters.length = outer
    return text
  }

  /** The name of a lambda's parameter. */
  parameter(node: LambdaParameterNode): string {
    const index = this.#lambdaParameters.indexOf(node)
    return index === -1
      ? refuseArgument("expression", "The parameter of a lambda is used outside of it.")
      : this.#parameterName(index)
  }

  #parameterName(index: number): string {
    return `${this.#parameterPrefix}${index + 1}`
  }
}
