/**
 * Something to say about a place in a query: an error, a warning or a notice of a check.
 *
 * `start` and `end` are UTF-16 offsets; `fix`, where there is one, is the text to put there instead.
 *
 * @since 0.1.0
 */
export interface Finding {
  readonly message: string
  readonly start: number
  readonly end: number
  readonly fix?: string
}
