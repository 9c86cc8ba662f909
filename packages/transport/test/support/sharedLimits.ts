/** What a program that shares limits is told, and what it tells. */
import type { LaneLimitOptions } from "../../src/index.ts"

export interface SharingPlan {
  readonly origin: string
  readonly sharedLimitsFile: string
  /** Stands in the query of all that it sends. */
  readonly child: number
  /** How long it goes on after it was told to begin. */
  readonly seconds: number
  /** Also sends one request in the lane `definitions`, which nobody answers. */
  readonly isVictim: boolean
}

export interface SharingReport {
  /** Attempts begun, over all calls. */
  readonly attempts: number
  readonly succeeded: number
  /** Failures by their reason. */
  readonly failures: Readonly<Record<string, number>>
}

/** Two lanes that everybody floods, and one for a single request a minute. The hour ends one of them before its third minute. */
export const sharedLanes = {
  analytics: { perMinute: 60, perHour: Infinity },
  crud: { perMinute: 40, perHour: 90 },
  definitions: { perMinute: 1, perHour: Infinity }
} as const satisfies LaneLimitOptions

export type SharedLaneName = keyof typeof sharedLanes

/** Shorter than the others go on: what a killed program held has ended by then, and is about to come back. */
export const callMillis = 1_500

/** How all of them open their clients. */
export const sharingOptions = ({
  origin,
  sharedLimitsFile
}: Pick<SharingPlan, "origin" | "sharedLimitsFile">) =>
  ({
    host: origin,
    projectId: 7,
    personalApiKey: "phx_0123456789abcdef",
    proxy: false,
    logLevel: "none",
    sharedLimitsFile,
    lanes: sharedLanes,
    timeoutMillis: callMillis,
    breaker: false,
    retry: { attempts: 3, baseMillis: 1, capMillis: 20 }
  }) as const

export const sharingRequest = (lane: SharedLaneName, child: number) =>
  ({
    operation: `Sharing.${lane}`,
    origin: "api",
    method: "GET",
    path: `/api/projects/:project/${lane}/`,
    query: { child },
    safety: "read",
    lane
  }) as const
