/**
 * Every way a query can be refused, as plain data, with the constructors that write the sentences.
 *
 * A message says what happened and what to do, in words made here: the parser's own text can hold a list of 150 keywords.
 * `start` and `end` are UTF-16 offsets into the query and are absent where no place is to blame.
 */
import type { Span } from "./ast/Span.ts"
import type { Suggestion } from "./suggest.ts"

interface Place {
  readonly message: string
  readonly start?: number
  readonly end?: number
}

/** The text is not HogQL. */
export interface SyntaxInvalid extends Place {
  readonly _tag: "SyntaxInvalid"
}

/** There is no query in the text: nothing, blanks or comments only. */
export interface EmptyQuery extends Place {
  readonly _tag: "EmptyQuery"
}

/** The text is larger or deeper than PostHog's parser can be trusted with; `found` is how much was seen when it was refused. */
export interface InputRefused extends Place {
  readonly _tag: "InputRefused"
  readonly what: string
  readonly found?: number
  readonly limit?: number
}

/** PostHog's parser did not answer in time and was stopped. */
export interface ParseTimedOut extends Place {
  readonly _tag: "ParseTimedOut"
  readonly timeoutMillis: number
}

/** PostHog's parser broke down on this text, or could not be started. */
export interface ParserFailed extends Place {
  readonly _tag: "ParserFailed"
}

export interface UnknownTable extends Place {
  readonly _tag: "UnknownTable"
  readonly name: string
  readonly suggestion?: string
  /** Set when nothing but the suggestion can be meant. */
  readonly isCertain?: true
}

export interface UnknownColumn extends Place {
  readonly _tag: "UnknownColumn"
  readonly name: string
  readonly table?: string
  readonly suggestion?: string
  /** Set when nothing but the suggestion can be meant. */
  readonly isCertain?: true
}

export interface UnknownFunction extends Place {
  readonly _tag: "UnknownFunction"
  readonly name: string
  readonly suggestion?: string
  /** Set when nothing but the suggestion can be meant. */
  readonly isCertain?: true
}

/** A function got the wrong number or kind of arguments or parameters. */
export interface WrongArguments extends Place {
  readonly _tag: "WrongArguments"
  readonly name: string
}

/** Valid HogQL, or nearly, that is not supported here; `construct` names it. */
export interface NotSupported extends Place {
  readonly _tag: "NotSupported"
  readonly construct: string
}

/** OFFSET, which PostHog refuses to personal API keys. */
export interface OffsetRefused extends Place {
  readonly _tag: "OffsetRefused"
}

export interface UnknownCohort extends Place {
  readonly _tag: "UnknownCohort"
  readonly cohort: string
}

/** `matchesAction` names an action that does not exist. */
export interface UnknownAction extends Place {
  readonly _tag: "UnknownAction"
  readonly action: string
}

/** `{name}` stands in the query and no value was given for it. */
export interface PlaceholderMissing extends Place {
  readonly _tag: "PlaceholderMissing"
  readonly name: string
}

/** A value given for `{name}` cannot be written as a constant. */
export interface ValueInvalid extends Place {
  readonly _tag: "ValueInvalid"
  readonly name: string
}

export interface AmbiguousColumn extends Place {
  readonly _tag: "AmbiguousColumn"
  readonly name: string
  readonly tables: readonly string[]
}

/** An alias that is empty, reserved, or already taken. */
export interface AliasInvalid extends Place {
  readonly _tag: "AliasInvalid"
  readonly alias: string
}

export interface TypeMismatch extends Place {
  readonly _tag: "TypeMismatch"
}

/** An aggregate or window function where none can stand, or inside another. */
export interface AggregateMisplaced extends Place {
  readonly _tag: "AggregateMisplaced"
  readonly name: string
}

/** The compiler was closed before this call, or while it waited. */
export interface CompilerClosed extends Place {
  readonly _tag: "CompilerClosed"
}

/**
 * Why a query was refused.
 *
 * @since 0.1.0
 */
export type HogqlReason =
  | SyntaxInvalid
  | EmptyQuery
  | InputRefused
  | ParseTimedOut
  | ParserFailed
  | UnknownTable
  | UnknownColumn
  | UnknownFunction
  | WrongArguments
  | NotSupported
  | OffsetRefused
  | UnknownCohort
  | UnknownAction
  | PlaceholderMissing
  | ValueInvalid
  | AmbiguousColumn
  | AliasInvalid
  | TypeMismatch
  | AggregateMisplaced
  | CompilerClosed

export const syntaxInvalid = (message: string, span?: Span): SyntaxInvalid => ({
  _tag: "SyntaxInvalid",
  message,
  ...at(span)
})

export const emptyQuery = (): EmptyQuery => ({
  _tag: "EmptyQuery",
  message: "The query is empty. Write a SELECT statement."
})

export const inputRefused = (
  refusal: {
    readonly what: string
    readonly message: string
    readonly found?: number
    readonly limit?: number
  },
  span?: Span
): InputRefused => ({ _tag: "InputRefused", ...refusal, ...at(span) })

export const parseTimedOut = (timeoutMillis: number): ParseTimedOut => ({
  _tag: "ParseTimedOut",
  message: `Reading the query took longer than ${timeoutMillis} ms and was stopped. Nest it less deeply, split it up, or give long lists as values.`,
  timeoutMillis
})

export const parserFailed = (message: string): ParserFailed => ({ _tag: "ParserFailed", message })

export const unknownTable = (name: string, span?: Span, suggestion?: Suggestion): UnknownTable => ({
  _tag: "UnknownTable",
  message: `There is no table ${quote(name)}.${didYouMean(suggestion, "Use one of the tables of this project.")}`,
  name,
  ...suggested(suggestion),
  ...at(span)
})

export const unknownColumn = (
  name: string,
  span?: Span,
  hints: { readonly table?: string | undefined; readonly suggestion?: Suggestion | undefined } = {}
): UnknownColumn => ({
  _tag: "UnknownColumn",
  message:
    `There is no column ${quote(name)}${hints.table === undefined ? " here" : ` in ${quote(hints.table)}`}.` +
    didYouMean(hints.suggestion, "Check the name, or name its table in FROM."),
  name,
  ...(hints.table === undefined ? {} : { table: hints.table }),
  ...suggested(hints.suggestion),
  ...at(span)
})

export const unknownFunction = (name: string, span?: Span, suggestion?: Suggestion): UnknownFunction => ({
  _tag: "UnknownFunction",
  message: `Unsupported function call '${plain(name)}(...)'. ${
    suggestion === undefined ? "It is not on HogQL's list." : `Perhaps you meant '${suggestion.name}(...)'?`
  }`,
  name,
  ...suggested(suggestion),
  ...at(span)
})

export const wrongArguments = (name: string, message: string, span?: Span): WrongArguments => ({
  _tag: "WrongArguments",
  message,
  name,
  ...at(span)
})

/** `advice` is a sentence of its own: what to write instead. */
export const notSupported = (construct: string, span?: Span, advice?: string): NotSupported => ({
  _tag: "NotSupported",
  message: `${construct} is not supported.${advice === undefined ? "" : ` ${advice}`}`,
  construct,
  ...at(span)
})

export const offsetRefused = (span?: Span): OffsetRefused => ({
  _tag: "OffsetRefused",
  message:
    "OFFSET is refused, as PostHog refuses it for personal API keys. Page by a condition on the last row's timestamp and uuid instead.",
  ...at(span)
})

export const unknownCohort = (cohort: string, span?: Span): UnknownCohort => ({
  _tag: "UnknownCohort",
  message: `There is no cohort ${quote(cohort)} in this project. Use the id or the exact name of an existing cohort.`,
  cohort,
  ...at(span)
})

export const placeholderMissing = (name: string, span?: Span, message?: string): PlaceholderMissing => ({
  _tag: "PlaceholderMissing",
  message: message ?? `The query asks for a value {${name}}, and none was given. Pass it in \`values\`.`,
  name,
  ...at(span)
})

export const variableMissing = (name: string, span?: Span, suggestion?: Suggestion): PlaceholderMissing => ({
  _tag: "PlaceholderMissing",
  message: `The query asks for the variable ${quote(name)}, and none was given.${didYouMean(suggestion, "Pass it in `variables`.")}`,
  name: `variables.${name}`,
  ...at(span)
})

export const unknownAction = (action: string, span?: Span, suggestion?: Suggestion): UnknownAction => ({
  _tag: "UnknownAction",
  message: `There is no action ${quote(action)} in this project.${didYouMean(suggestion, "Use the id or the exact name of an existing action.")}`,
  action,
  ...at(span)
})

export const valueInvalid = (name: string, problem: string, span?: Span): ValueInvalid => ({
  _tag: "ValueInvalid",
  message: `The value given for {${name}} cannot be used: ${problem}`,
  name,
  ...at(span)
})

export const ambiguousColumn = (name: string, tables: readonly string[], span?: Span): AmbiguousColumn => ({
  _tag: "AmbiguousColumn",
  message: `The column ${quote(name)} is in ${tables.map(quote).join(" and ")}. Put the table's name or alias before it.`,
  name,
  tables,
  ...at(span)
})

export const aliasInvalid = (alias: string, message: string, span?: Span): AliasInvalid => ({
  _tag: "AliasInvalid",
  message,
  alias,
  ...at(span)
})

export const typeMismatch = (message: string, span?: Span): TypeMismatch => ({
  _tag: "TypeMismatch",
  message,
  ...at(span)
})

export const aggregateMisplaced = (name: string, message: string, span?: Span): AggregateMisplaced => ({
  _tag: "AggregateMisplaced",
  message,
  name,
  ...at(span)
})

export const compilerClosed = (): CompilerClosed => ({
  _tag: "CompilerClosed",
  message: "The compiler is closed. Create a new one."
})

const at = (span: Span | undefined) => (span === undefined ? {} : { start: span.start, end: span.end })

const suggested = (suggestion: Suggestion | undefined) =>
  suggestion === undefined
    ? {}
    : { suggestion: suggestion.name, ...(suggestion.isCertain ? { isCertain: true as const } : {}) }

const didYouMean = (suggestion: Suggestion | undefined, otherwise: string): string =>
  suggestion === undefined ? ` ${otherwise}` : ` Did you mean ${quote(suggestion.name)}?`

/** Names come from the query, so they are cut and freed of control characters before a person reads them. */
export const quote = (name: string): string => `\`${plain(name)}\``

const plain = (name: string): string => {
  const shown = name.replaceAll(/\p{C}/gu, "\u{FFFD}")
  return shown.length > 80 ? `${shown.slice(0, 80).toWellFormed()}…` : shown
}
