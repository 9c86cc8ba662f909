/** Counts what happens beside the story. */
import { BILLING_FLAG } from "../asides/billingFlag.ts"
import type { Json } from "../people.ts"
import type { SeedEvent } from "../sessions.ts"
import type { AsideTruth, ModelTruth } from "../truth.ts"
import { NumberMeasure } from "./NumberMeasure.ts"
import { propertyText } from "./propertyText.ts"
import { Tally } from "./Tally.ts"

class ModelMeasure {
  generations = 0
  errors = 0
  inputTokens = 0
  outputTokens = 0
  readonly cost = new NumberMeasure()
}

export class AsideMeasure {
  private readonly models = new Map<string, ModelMeasure>()
  private readonly paints = new NumberMeasure()
  private readonly interactions = new NumberMeasure()
  private readonly exceptions = new Tally<string>()
  private readonly scores = new Tally<string>()
  private readonly variants = new Tally<string>()
  private readonly addons = new Map<string, NumberMeasure>()
  private traces = 0
  private shown = 0
  private dismissed = 0

  /** Takes all events of one person. */
  see(events: readonly SeedEvent[]): void {
    const variants = new Set<string>()
    for (const { event, properties } of events) {
      switch (event) {
        case "$ai_trace":
          this.traces++
          break
        case "$ai_generation":
          this.addGeneration(properties)
          break
        case "$web_vitals":
          addNumber(this.paints, properties["$web_vitals_LCP_value"])
          addNumber(this.interactions, properties["$web_vitals_INP_value"])
          break
        case "$exception":
          for (const type of Array.isArray(properties["$exception_types"])
            ? properties["$exception_types"]
            : [])
            this.exceptions.add(String(type))
          break
        case "survey shown":
          this.shown++
          break
        case "survey dismissed":
          this.dismissed++
          break
        case "survey sent":
          this.scores.add(propertyText(properties["$survey_response"]))
          break
        case "addon_purchased":
          addNumber(measureOf(this.addons, propertyText(properties["currency"])), properties["amount"])
          break
        case "$feature_flag_called":
          if (properties["$feature_flag"] === BILLING_FLAG)
            variants.add(propertyText(properties["$feature_flag_response"]))
          break
      }
    }
    for (const variant of variants) this.variants.add(variant)
  }

  result(): AsideTruth {
    return {
      traces: this.traces,
      models: Array.from(this.models, ([model, { cost, ...counts }]): ModelTruth => ({
        model,
        ...counts,
        cost: cost.sum()
      })).sort((left, right) => (left.model < right.model ? -1 : 1)),
      largestContentfulPaint: this.paints.result("$web_vitals", "$web_vitals_LCP_value"),
      interactionToNextPaint: this.interactions.result("$web_vitals", "$web_vitals_INP_value"),
      exceptionTypes: this.exceptions.list(),
      survey: { shown: this.shown, dismissed: this.dismissed, scores: this.scores.list() },
      addonsByCurrency: Array.from(this.addons, ([value, measure]) => ({
        value,
        count: measure.count,
        sum: measure.sum()
      })).sort((left, right) => (left.value < right.value ? -1 : 1)),
      billingVariants: this.variants.list()
    }
  }

  private addGeneration(properties: SeedEvent["properties"]): void {
    const name = propertyText(properties["$ai_model"])
    const model = this.models.get(name) ?? new ModelMeasure()
    this.models.set(name, model)
    model.generations++
    if (properties["$ai_is_error"] === true) model.errors++
    model.inputTokens += Number(properties["$ai_input_tokens"])
    model.outputTokens += Number(properties["$ai_output_tokens"])
    addNumber(model.cost, properties["$ai_total_cost_usd"])
  }
}

const addNumber = (measure: NumberMeasure, value: Json | undefined): void => {
  if (typeof value === "number") measure.add(value)
}

const measureOf = (measures: Map<string, NumberMeasure>, name: string): NumberMeasure => {
  const measure = measures.get(name) ?? new NumberMeasure()
  measures.set(name, measure)
  return measure
}
