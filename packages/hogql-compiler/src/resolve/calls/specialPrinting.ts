/** Which functions are printed by hand, by the name their table gives. */
import type { SpecialPrinting } from "../../functions/HogqlFunction.ts"
import { notSupported } from "../../HogqlReason.ts"
import { refuse } from "../refuse.ts"
import { resolveMatchesAction } from "../resolveFilters.ts"
import { calendarPrinters } from "./calendarPrinters.ts"
import { conversionPrinters } from "./conversionPrinters.ts"
import { datePrinters } from "./datePrinters.ts"
import { displayPrinters } from "./displayPrinters.ts"
import { listPrinters } from "./listPrinters.ts"
import { lookupPrinters } from "./lookupPrinters.ts"
import type { SpecialPrinter } from "./ResolvedCall.ts"
import { surveyPrinters } from "./surveyPrinters.ts"
import { textPrinters } from "./textPrinters.ts"

const refused: SpecialPrinter = {
  kind: "nodes",
  print: ({ called, node }) => refuse(notSupported(`The function \`${called.name}\``, node.span))
}

export const specialPrinting: Readonly<Record<SpecialPrinting, SpecialPrinter>> = {
  ...calendarPrinters,
  ...conversionPrinters,
  ...datePrinters,
  ...displayPrinters,
  ...listPrinters,
  ...lookupPrinters,
  ...surveyPrinters,
  ...textPrinters,
  matchesAction: { kind: "nodes", print: ({ node, scope }) => resolveMatchesAction(node, scope) },
  // Aggregates and window functions, which are printed elsewhere.
  every: refused,
  jsonAgg: refused,
  lag: refused,
  percentile: refused,
  stringAgg: refused,
  windowFunnel: refused
}
