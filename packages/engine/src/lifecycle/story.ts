/**
 * Which story a project is to hold, with every option decided.
 */
import { datasetFingerprint } from "../seed/Dataset.ts"
import type { SeedOptions } from "../seed/Dataset.ts"

export type WantedStory = Required<SeedOptions> | "none"

/** `today` is the UTC day the default story ends before. */
export const decideStory = (seed: SeedOptions | "none" | undefined, today: string): WantedStory =>
  seed === "none"
    ? "none"
    : {
        story: seed?.story ?? "saas",
        seed: seed?.seed ?? 1,
        size: seed?.size ?? "standard",
        endDate: seed?.endDate ?? today
      }

/** Null for no story. */
export const fingerprintOf = (story: WantedStory): string | null =>
  story === "none" ? null : datasetFingerprint(story)
