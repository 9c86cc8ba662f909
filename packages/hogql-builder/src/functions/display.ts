/**
 * Numbers and lists for people to read, and what PostHog alone knows.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import type { AnyOperand } from "../expression.ts"
import type { Flag } from "../HogqlType.ts"
import { partial, plain, total } from "./signature.ts"
import type { ListArg, NumberArg, TextArg } from "./signature.ts"

/** A bar of characters. @since 0.2.0 */
export const bar = /* @__PURE__ */ plain<
  readonly [number: NumberArg, min: NumberArg, max: NumberArg, width: NumberArg],
  string
>("bar")
/** Bytes such as `1.00 MB`. @since 0.2.0 */
export const formatReadableDecimalSize = /* @__PURE__ */ plain<readonly [bytes: NumberArg], string>(
  "formatReadableDecimalSize"
)
/** Bytes such as `1.00 MiB`. @since 0.2.0 */
export const formatReadableSize = /* @__PURE__ */ plain<readonly [bytes: NumberArg], string>(
  "formatReadableSize"
)
/** A number such as `1.00 million`. @since 0.2.0 */
export const formatReadableQuantity = /* @__PURE__ */ plain<readonly [number: NumberArg], string>(
  "formatReadableQuantity"
)
/** A duration in words. @since 0.2.0 */
export const formatReadableTimeDelta = /* @__PURE__ */ plain<
  readonly [seconds: NumberArg, unit?: TextArg],
  string
>("formatReadableTimeDelta")
/** Always true; reads only parts of the table where the condition can hold. @since 0.2.0 */
export const indexHint = /* @__PURE__ */ total<readonly [condition: AnyOperand], Flag>("indexHint")
/** The IPv4 addresses in a text. @since 0.2.0 */
export const extractIPv4Substrings = /* @__PURE__ */ plain<readonly [text: TextArg], string[]>(
  "extractIPv4Substrings"
)
/** Whether the event matches an action, by number or name. @since 0.2.0 */
export const matchesAction = /* @__PURE__ */ total<readonly [action: NumberArg | TextArg], Flag>(
  "matchesAction"
)
/** A small chart of numbers. @since 0.2.0 */
export const sparkline = /* @__PURE__ */ total<readonly [numbers: ListArg], unknown>("sparkline")
/** A link to a session's recording. @since 0.2.0 */
export const recordingButton = /* @__PURE__ */ total<
  readonly [sessionId: TextArg, status?: TextArg],
  unknown
>("recordingButton")
/** A report of a content security policy, explained. @since 0.2.0 */
export const explainCSPReport = /* @__PURE__ */ total<readonly [report: AnyOperand], unknown>(
  "explainCSPReport"
)
/** An amount in another currency, at the rate of a day. @since 0.2.0 */
export const convertCurrency = /* @__PURE__ */ partial<
  readonly [from: TextArg, to: TextArg, amount: NumberArg, date?: AnyOperand],
  number
>("convertCurrency")
/** The kind of a referring domain. @since 0.2.0 */
export const lookupDomainType = /* @__PURE__ */ partial<readonly [domain: TextArg], string>(
  "lookupDomainType"
)
/** The channel of a paid source. @since 0.2.0 */
export const lookupPaidSourceType = /* @__PURE__ */ partial<readonly [source: TextArg], string>(
  "lookupPaidSourceType"
)
/** The channel of a paid medium. @since 0.2.0 */
export const lookupPaidMediumType = /* @__PURE__ */ partial<readonly [medium: TextArg], string>(
  "lookupPaidMediumType"
)
/** The channel of an organic source. @since 0.2.0 */
export const lookupOrganicSourceType = /* @__PURE__ */ partial<readonly [source: TextArg], string>(
  "lookupOrganicSourceType"
)
/** The channel of an organic medium. @since 0.2.0 */
export const lookupOrganicMediumType = /* @__PURE__ */ partial<readonly [medium: TextArg], string>(
  "lookupOrganicMediumType"
)
/** The answer to a question of a survey. @since 0.2.0 */
export const getSurveyResponse = /* @__PURE__ */ partial<
  readonly [index: NumberArg, questionId?: TextArg, isMultiple?: AnyOperand],
  string
>("getSurveyResponse")
/** Whether it is the last submission of its sender. @since 0.2.0 */
export const uniqueSurveySubmissionsFilter = /* @__PURE__ */ total<readonly [surveyId: TextArg], Flag>(
  "uniqueSurveySubmissionsFilter"
)
/** Whether a user agent is a person's or a bot's. @since 0.2.0 */
export const getTrafficType = /* @__PURE__ */ partial<readonly [userAgent: TextArg], string>("getTrafficType")
/** The category of a user agent's traffic. @since 0.2.0 */
export const getTrafficCategory = /* @__PURE__ */ partial<readonly [userAgent: TextArg], string>(
  "getTrafficCategory"
)
/** Whether a user agent is probably a bot. @since 0.2.0 */
export const isLikelyBot = /* @__PURE__ */ partial<readonly [userAgent: TextArg], Flag>("isLikelyBot")
/** The kind of a bot. @since 0.2.0 */
export const getBotType = /* @__PURE__ */ partial<readonly [userAgent: TextArg], string>("getBotType")
/** The name of a bot. @since 0.2.0 */
export const getBotName = /* @__PURE__ */ partial<readonly [userAgent: TextArg], string>("getBotName")
/** Who runs a bot. @since 0.2.0 */
export const getBotOperator = /* @__PURE__ */ partial<readonly [userAgent: TextArg], string>("getBotOperator")
