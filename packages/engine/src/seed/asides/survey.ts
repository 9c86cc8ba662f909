/** The one survey of the project: a recommendation from 0 to 10 and a sentence, under the names PostHog's SDKs send. */
import type { Properties } from "../people.ts"
import { type Random, weighted } from "../Random.ts"

export const SURVEY = { id: "01920000-0000-7000-8000-00000000a001", name: "Would you recommend us?" } as const
const SCORE_QUESTION = "01920000-0000-7000-8000-00000000b001"
const WHY_QUESTION = "01920000-0000-7000-8000-00000000b002"

const SCORES = weighted(
  [10, 22],
  [9, 20],
  [8, 18],
  [7, 12],
  [6, 9],
  [5, 7],
  [4, 4],
  [3, 3],
  [2, 2],
  [1, 1],
  [0, 2]
)
const REASONS: readonly [string | null, ...(string | null)[]] = [
  "Reports load fast",
  "exports keep failing",
  "Das beste Werkzeug 👍",
  "Too expensive for us",
  null,
  ""
]

export const surveyProperties: Properties = { $survey_id: SURVEY.id, $survey_name: SURVEY.name }

/** Answers are text, numbers too; by position and by the question's id. */
export const surveyAnswers = (random: Random): Properties => {
  const score = String(random.weighted(SCORES))
  const why = random.pick(REASONS)
  return {
    ...surveyProperties,
    $survey_response: score,
    $survey_response_1: why,
    [`$survey_response_${SCORE_QUESTION}`]: score,
    [`$survey_response_${WHY_QUESTION}`]: why
  }
}
