/** Which functions are printed by hand, by the name their table gives. */
import type { SpecialPrinting } from "../../functions/HogqlFunction.ts"
import { notSupported } from "../../HogqlReason.ts"
import { refuse } from "../refuse.ts"
import { conversionPrinters } from "./conversionPrinters.ts"
import { datePrinters } from "./datePrinters.ts"
import type { SpecialPrinter } from "./ResolvedCall.ts"
import { textPrinters } from "./textPrinters.ts"

const refused: SpecialPrinter = {
  kind: "nodes",
  print: ({ called, node }) => refuse(notSupported(`The function \`${called.name}\``, node.span))
}

export const specialPrinting: Readonly<Record<SpecialPrinting, SpecialPrinter>> = {
  ...conversionPrinters,
  ...datePrinters,
  ...textPrinters,
  arrayReduce: refused,
  dateBin: refused,
  datePart: refused,
  generateSeries: refused,
  hop: refused,
  languageCodeToName: refused,
  makeInterval: refused,
  makeTimestamptz: refused,
  sortableSemver: refused,
  // Aggregates and window functions, which are printed elsewhere.
  every: refused,
  jsonAgg: refused,
  lag: refused,
  percentile: refused,
  stringAgg: refused,
  windowFunnel: refused
}
