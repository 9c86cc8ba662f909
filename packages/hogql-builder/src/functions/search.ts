/**
 * Searching in texts.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { Flag } from "../HogqlType.ts"
import { partial, plain } from "./signature.ts"
import type { ListArg, NumberArg, TextArg } from "./signature.ts"

/** Where the other begins, in bytes; the first is 1, and 0 is nowhere. @since 0.2.0 */
export const position = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("position")
/** As `position`, upper and lower case alike. @since 0.2.0 */
export const positionCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("positionCaseInsensitive")
/** As `position`, in characters. @since 0.2.0 */
export const positionUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("positionUTF8")
/** As `positionUTF8`, upper and lower case alike. @since 0.2.0 */
export const positionCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("positionCaseInsensitiveUTF8")
/** As `position`, with the text last. @since 0.2.0 */
export const locate = /* @__PURE__ */ plain<
  readonly [search: TextArg, text: TextArg, start?: NumberArg],
  number
>("locate")
/** Where each begins; 0 is nowhere. @since 0.2.0 */
export const multiSearchAllPositions = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number[]
>("multiSearchAllPositions")
/** As `multiSearchAllPositions`, in characters. @since 0.2.0 */
export const multiSearchAllPositionsUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number[]
>("multiSearchAllPositionsUTF8")
/** As `multiSearchAllPositions`, upper and lower case alike. @since 0.2.0 */
export const multiSearchAllPositionsCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number[]
>("multiSearchAllPositionsCaseInsensitive")
/** In characters, upper and lower case alike. @since 0.2.0 */
export const multiSearchAllPositionsCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number[]
>("multiSearchAllPositionsCaseInsensitiveUTF8")
/** The leftmost place where any begins. @since 0.2.0 */
export const multiSearchFirstPosition = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstPosition")
/** As `multiSearchFirstPosition`, in characters. @since 0.2.0 */
export const multiSearchFirstPositionUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstPositionUTF8")
/** As `multiSearchFirstPosition`, upper and lower case alike. @since 0.2.0 */
export const multiSearchFirstPositionCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstPositionCaseInsensitive")
/** In characters, upper and lower case alike. @since 0.2.0 */
export const multiSearchFirstPositionCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstPositionCaseInsensitiveUTF8")
/** Which is found leftmost; the first is 1, and 0 is none. @since 0.2.0 */
export const multiSearchFirstIndex = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstIndex")
/** As `multiSearchFirstIndex`, for UTF-8. @since 0.2.0 */
export const multiSearchFirstIndexUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstIndexUTF8")
/** As `multiSearchFirstIndex`, upper and lower case alike. @since 0.2.0 */
export const multiSearchFirstIndexCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstIndexCaseInsensitive")
/** For UTF-8, upper and lower case alike. @since 0.2.0 */
export const multiSearchFirstIndexCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  number
>("multiSearchFirstIndexCaseInsensitiveUTF8")
/** Whether any is found. @since 0.2.0 */
export const multiSearchAny = /* @__PURE__ */ plain<readonly [text: TextArg, searches: ListArg], Flag>(
  "multiSearchAny"
)
/** As `multiSearchAny`, for UTF-8. @since 0.2.0 */
export const multiSearchAnyUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg, searches: ListArg], Flag>(
  "multiSearchAnyUTF8"
)
/** As `multiSearchAny`, upper and lower case alike. @since 0.2.0 */
export const multiSearchAnyCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  Flag
>("multiSearchAnyCaseInsensitive")
/** For UTF-8, upper and lower case alike. @since 0.2.0 */
export const multiSearchAnyCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, searches: ListArg],
  Flag
>("multiSearchAnyCaseInsensitiveUTF8")
/** Whether an RE2 pattern matches anywhere. @since 0.2.0 */
export const match = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], Flag>("match")
/** Whether any pattern matches. @since 0.2.0 */
export const multiMatchAny = /* @__PURE__ */ plain<readonly [text: TextArg, patterns: ListArg], Flag>(
  "multiMatchAny"
)
/** Which pattern matches; 0 is none. @since 0.2.0 */
export const multiMatchAnyIndex = /* @__PURE__ */ plain<readonly [text: TextArg, patterns: ListArg], number>(
  "multiMatchAnyIndex"
)
/** Which patterns match. @since 0.2.0 */
export const multiMatchAllIndices = /* @__PURE__ */ plain<
  readonly [text: TextArg, patterns: ListArg],
  number[]
>("multiMatchAllIndices")
/** Whether any pattern matches within an edit distance. @since 0.2.0 */
export const multiFuzzyMatchAny = /* @__PURE__ */ plain<
  readonly [text: TextArg, distance: NumberArg, patterns: ListArg],
  Flag
>("multiFuzzyMatchAny")
/** Which pattern matches within an edit distance. @since 0.2.0 */
export const multiFuzzyMatchAnyIndex = /* @__PURE__ */ plain<
  readonly [text: TextArg, distance: NumberArg, patterns: ListArg],
  number
>("multiFuzzyMatchAnyIndex")
/** Which patterns match within an edit distance. @since 0.2.0 */
export const multiFuzzyMatchAllIndices = /* @__PURE__ */ plain<
  readonly [text: TextArg, distance: NumberArg, patterns: ListArg],
  number[]
>("multiFuzzyMatchAllIndices")
/** What an RE2 pattern (or its first group) finds first; empty when nothing. @since 0.1.0 */
export const extract = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], string>("extract")
/** All that a pattern finds. @since 0.2.0 */
export const extractAll = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], string[]>(
  "extractAll"
)
/** All matches, group by group. @since 0.2.0 */
export const extractAllGroupsHorizontal = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg],
  string[][]
>("extractAllGroupsHorizontal")
/** The groups, match by match. @since 0.2.0 */
export const extractAllGroupsVertical = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg],
  string[][]
>("extractAllGroupsVertical")
/** The groups of the first match. @since 0.2.0 */
export const extractGroups = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], string[]>(
  "extractGroups"
)
/** The first match, or one group of it. @since 0.2.0 */
export const regexpExtract = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg, group?: NumberArg],
  string
>("regexpExtract")
/** `LIKE` by name. @since 0.2.0 */
export const like = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], Flag>("like")
/** `ILIKE` by name. @since 0.2.0 */
export const ilike = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], Flag>("ilike")
/** `NOT LIKE` by name. @since 0.2.0 */
export const notLike = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], Flag>("notLike")
/** `NOT ILIKE` by name. @since 0.2.0 */
export const notILike = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], Flag>("notILike")
/** How different two texts are, 0 to 1, by runs of four bytes. @since 0.2.0 */
export const ngramDistance = /* @__PURE__ */ plain<readonly [text: TextArg, other: TextArg], number>(
  "ngramDistance"
)
/** As `ngramDistance`, upper and lower case alike. @since 0.2.0 */
export const ngramDistanceCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, other: TextArg],
  number
>("ngramDistanceCaseInsensitive")
/** As `ngramDistance`, by runs of three characters. @since 0.2.0 */
export const ngramDistanceUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg, other: TextArg], number>(
  "ngramDistanceUTF8"
)
/** By characters, upper and lower case alike. @since 0.2.0 */
export const ngramDistanceCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, other: TextArg],
  number
>("ngramDistanceCaseInsensitiveUTF8")
/** How much of the search is in the text, 0 to 1. @since 0.2.0 */
export const ngramSearch = /* @__PURE__ */ plain<readonly [text: TextArg, search: TextArg], number>(
  "ngramSearch"
)
/** As `ngramSearch`, upper and lower case alike. @since 0.2.0 */
export const ngramSearchCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg],
  number
>("ngramSearchCaseInsensitive")
/** As `ngramSearch`, by characters. @since 0.2.0 */
export const ngramSearchUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg, search: TextArg], number>(
  "ngramSearchUTF8"
)
/** By characters, upper and lower case alike. @since 0.2.0 */
export const ngramSearchCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg],
  number
>("ngramSearchCaseInsensitiveUTF8")
/** How often the other occurs. @since 0.2.0 */
export const countSubstrings = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("countSubstrings")
/** As `countSubstrings`, upper and lower case alike. @since 0.2.0 */
export const countSubstringsCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("countSubstringsCaseInsensitive")
/** For UTF-8, upper and lower case alike. @since 0.2.0 */
export const countSubstringsCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg, start?: NumberArg],
  number
>("countSubstringsCaseInsensitiveUTF8")
/** How often a pattern matches. @since 0.2.0 */
export const countMatches = /* @__PURE__ */ plain<readonly [text: TextArg, pattern: TextArg], number>(
  "countMatches"
)
/** As `countMatches`, upper and lower case alike. @since 0.2.0 */
export const countMatchesCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, pattern: TextArg],
  number
>("countMatchesCaseInsensitive")
/** Whether the characters occur in that order, others between. @since 0.2.0 */
export const hasSubsequence = /* @__PURE__ */ plain<readonly [text: TextArg, search: TextArg], Flag>(
  "hasSubsequence"
)
/** As `hasSubsequence`, upper and lower case alike. @since 0.2.0 */
export const hasSubsequenceCaseInsensitive = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg],
  Flag
>("hasSubsequenceCaseInsensitive")
/** As `hasSubsequence`, for UTF-8. @since 0.2.0 */
export const hasSubsequenceUTF8 = /* @__PURE__ */ plain<readonly [text: TextArg, search: TextArg], Flag>(
  "hasSubsequenceUTF8"
)
/** For UTF-8, upper and lower case alike. @since 0.2.0 */
export const hasSubsequenceCaseInsensitiveUTF8 = /* @__PURE__ */ plain<
  readonly [text: TextArg, search: TextArg],
  Flag
>("hasSubsequenceCaseInsensitiveUTF8")
/** Whether the word occurs. @since 0.2.0 */
export const hasToken = /* @__PURE__ */ plain<readonly [text: TextArg, token: TextArg], Flag>("hasToken")
/** As `hasToken`, upper and lower case alike. @since 0.2.0 */
export const hasTokenCaseInsensitive = /* @__PURE__ */ plain<readonly [text: TextArg, token: TextArg], Flag>(
  "hasTokenCaseInsensitive"
)
/** As `hasToken`; null when the token is no word. @since 0.2.0 */
export const hasTokenOrNull = /* @__PURE__ */ partial<readonly [text: TextArg, token: TextArg], Flag>(
  "hasTokenOrNull"
)
/** As `hasTokenOrNull`, upper and lower case alike. @since 0.2.0 */
export const hasTokenCaseInsensitiveOrNull = /* @__PURE__ */ partial<
  readonly [text: TextArg, token: TextArg],
  Flag
>("hasTokenCaseInsensitiveOrNull")
/** Whether all words occur. @since 0.2.0 */
export const hasAllTokens = /* @__PURE__ */ plain<readonly [text: TextArg, tokens: ListArg], Flag>(
  "hasAllTokens"
)
/** Whether any word occurs. @since 0.2.0 */
export const hasAnyTokens = /* @__PURE__ */ plain<readonly [text: TextArg, tokens: ListArg], Flag>(
  "hasAnyTokens"
)
