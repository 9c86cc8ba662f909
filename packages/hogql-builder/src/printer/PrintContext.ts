/**
 * Where a printer puts values, and what it needs to know about fixed text.
 */
import type { BoundValue, HogqlValue } from "../value.ts"
import { isBindable } from "../value.ts"
import { printLiteral } from "./printLiteral.ts"

export class PrintContext {
  readonly values: Record<string, BoundValue> = {}
  readonly #prefix: string
  readonly #inline: boolean
  readonly #ownName: RegExp
  #count = 0
  /** Whether a template's own text uses one of the placeholder names of this context. */
  hasClash = false

  constructor(options: { readonly prefix: string; readonly inline: boolean }) {
    this.#prefix = options.prefix
    this.#inline = options.inline
    this.#ownName = new RegExp(`${options.prefix}\\d`)
  }

  /** A placeholder for the value, or its literal when values are wanted in the text or JSON would change it. */
  print(value: HogqlValue): string {
    if (this.#inline || !isBindable(value)) return printLiteral(value)
    const name = `${this.#prefix}${this.#count++}`
    this.values[name] = value
    return `{${name}}`
  }

  /** Looks at text that the printer did not make itself. */
  watch(text: string): string {
    if (this.#ownName.test(text)) this.hasClash = true
    return text
  }
}
