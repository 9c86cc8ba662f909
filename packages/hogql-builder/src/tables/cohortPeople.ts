/**
 * `cohort_people`: one row for each person in each cohort.
 *
 * @see https://posthog.com/docs/data/cohorts
 */
import { defineTable } from "../table.ts"

/** PostHog's `cohort_people` table. For a condition use `isInCohort`. @since 0.2.0 */
export const cohortPeople = /* @__PURE__ */ defineTable("cohort_people", {
  person_id: "uuid",
  cohort_id: "number"
})
