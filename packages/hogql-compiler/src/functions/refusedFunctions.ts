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
    generateSeries:
      "It makes rows, and no table function but numbers can be called. Use range(from, to + 1, step) for a list, and arrayJoin of it for rows.",
    ifNotFinite: "PostHog passes it one argument, and ClickHouse needs two. Use if(isFinite(x), x, y).",
    ...each(
      "PostHog passes it one argument, and ClickHouse needs a weight too. Use median or quantileExact.",
      [
        ...bothForms("medianExactWeighted"),
        ...bothForms("medianTimingWeighted"),
        ...bothForms("medianTDigestWeighted"),
        ...bothForms("medianDeterministic")
      ]
    ),
    avgMapState: "PostHog passes it two lists, and ClickHouse takes a map. Use avgMap.",
    ...each("No function of HogQL makes such a state, and no column here holds one.", [
      "avgMapMerge",
      "avgMapMergeIf",
      "sumMapMerge",
      "sumMapMergeIf",
      "uniqMapMerge",
      "uniqMapMergeIf"
    ]),
    embedText: "It calls an embedding service of PostHog's. Read the stored embeddings instead.",
    ...each(
      "It is a program of PostHog's own, outside ClickHouse. Use windowFunnel.",
      ["", "_array", "_cohort", "_trends", "_array_trends", "_cohort_trends"].flatMap((form) =>
        ["", "_json", "_test"].map((suffix) => `aggregate_funnel${form}${suffix}`)
      )
    )
  })
)

function bothForms(name: string): readonly string[] {
  return [name, `${name}If`]
}

function each(reason: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}
