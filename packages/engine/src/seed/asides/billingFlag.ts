/** The flag of the experiment about billing: three variants, and a few persons who saw two of them. */
import type { Random } from "../Random.ts"

export const BILLING_FLAG = "annual-billing"
export const BILLING_VARIANTS = ["control", "yearly-first", "yearly-only"] as const

/** A person's variant; one call in fifty gives the next one, as after a change of the rollout. */
export const billingVariantOf = (person: number, random: Random): string => {
  const own = Math.imul(person + 1, 0x9e3779b9) >>> 0
  const index = (own % 3) + (random.chance(0.02) ? 1 : 0)
  return BILLING_VARIANTS[index % 3] ?? BILLING_VARIANTS[0]
}
