/**
 * What PostHog's pages draw: sparklines and buttons.
 *
 * In a result they are tuples that begin with `__hx_tag` and the name of what is drawn, followed by names and values.
 *
 * @see https://posthog.com/docs/sql/useful-functions
 */
import type { Value } from "../Value.ts"
import { writeAt } from "./expand.ts"
import type { ResolvedCall, SpecialPrinter } from "./ResolvedCall.ts"

/** What is drawn, and the names its arguments have, by function. */
const drawings: Readonly<Record<string, { readonly kind: string; readonly names: readonly string[] }>> = {
  sparkline: { kind: "Sparkline", names: ["data", "labels"] },
  recordingButton: { kind: "RecordingButton", names: ["sessionId", "recordingStatus"] },
  explainCSPReport: { kind: "ExplainCSPReport", names: ["properties"] }
}

const display = ({ called, node, nodes, scope }: ResolvedCall): Value => {
  const drawing = drawings[called.name]
  const write = writeAt(node.span)
  const parts = nodes.flatMap((item, index) => [write.text(drawing?.names[index] ?? ""), item])
  return scope.value(
    write.tuple([write.text("__hx_tag"), write.text(drawing?.kind ?? called.name), ...parts])
  )
}

export const displayPrinters = {
  display: { kind: "nodes", print: display }
} as const satisfies Readonly<Record<string, SpecialPrinter>>
