import type { Json } from "../people.ts"

/** The text a query reads for a property: strings as they are, everything else as JSON. */
export const propertyText = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null)
