/**
 * Where a piece of the query text lies.
 *
 * `start` and `end` are UTF-16 offsets into the text that was given, so `text.slice(start, end)` is the piece itself.
 * PostHog's parser counts code points; the decoder converts, so nobody else has to.
 *
 * @since 0.1.0
 */
export interface Span {
  readonly start: number
  readonly end: number
}
