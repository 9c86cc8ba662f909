/**
 * Something to say about a place in a query: an error, a warning or a notice of a check.
 *
 * `start` and `end` are UTF-16 offsets.
 *
 * @since 0.1.0
 */
export interface Finding {
  /**
   * What kind of finding it is, for programs: the `_tag` of the reason for an error (`UnknownColumn`), the name of the rule for
   * everything else (`NoTimeFilter`). Never changes for the same finding.
   *
   * @since 0.2.0
   */
  readonly rule: string
  /** What is the matter and what to do, in one or two sentences. */
  readonly message: string
  readonly start: number
  readonly end: number
  readonly fix?: Fix
}

/**
 * A change of the text that cures a finding: put `text` in place of what lies from `start` to `end`.
 *
 * @since 0.2.0
 */
export interface Fix {
  readonly start: number
  readonly end: number
  readonly text: string
  /**
   * Whether it may be applied unseen, because nothing else can be meant: the right case of a name, a name one letter away from exactly
   * one that exists, the cast that a comparison needs. The others are proposals.
   */
  readonly isSafe: boolean
}
