/**
 * Functions that HogQL has and this compiler refuses, each with the reason and, where there is one, the way around.
 *
 * Some are missing from chDB's ClickHouse, the others lean on a service or a dictionary of PostHog's that nothing here can
 * answer for. A wrong answer would be worse than none.
 */
export const refusedFunctions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    uniqTheta: "It needs a build of ClickHouse with sketches. Use uniq or uniqExact.",
    uniqThetaIf: "It needs a build of ClickHouse with sketches. Use uniqIf or uniqExactIf.",
    JSONExtractKey: "ClickHouse has no function of that name. Use JSONExtractKeys.",
    untuple: "ClickHouse has no function of that name. Select the tuple's elements one by one.",
    extractIPv4Substrings:
      "ClickHouse has no function of that name. Use extractAll with a regular expression.",
    matchesAction: "It needs the project's actions. Write the action's conditions out.",
    sparkline: "It draws in PostHog's own pages. Select the array itself.",
    recordingButton: "It draws in PostHog's own pages. Select the session id.",
    explainCSPReport: "It draws in PostHog's own pages.",
    lookupDomainType: "It needs PostHog's channel dictionary.",
    lookupPaidSourceType: "It needs PostHog's channel dictionary.",
    lookupPaidMediumType: "It needs PostHog's channel dictionary.",
    lookupOrganicSourceType: "It needs PostHog's channel dictionary.",
    lookupOrganicMediumType: "It needs PostHog's channel dictionary.",
    convertCurrency: "It needs PostHog's exchange rates. Multiply by a rate of your own.",
    getSurveyResponse: "Read the property $survey_response instead.",
    uniqueSurveySubmissionsFilter: "Filter on the property $survey_submission_id instead.",
    embedText: "It calls an embedding service of PostHog's.",
    ...each("It needs PostHog's list of bots and crawlers.", [
      "getTrafficType",
      "getTrafficCategory",
      "isLikelyBot",
      "getBotType",
      "getBotName",
      "getBotOperator",
      "__preview_getTrafficType",
      "__preview_getTrafficCategory",
      "__preview_isBot",
      "__preview_getBotType",
      "__preview_getBotName",
      "__preview_getBotOperator"
    ]),
    ...each(
      "It is a program of PostHog's own, outside ClickHouse. Use windowFunnel.",
      ["", "_array", "_cohort", "_trends", "_array_trends", "_cohort_trends"].flatMap((form) =>
        ["", "_json", "_test"].map((suffix) => `aggregate_funnel${form}${suffix}`)
      )
    )
  })
)

function each(reason: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
