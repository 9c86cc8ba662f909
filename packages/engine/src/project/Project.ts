/**
 * The one project of an engine: who it is, and the two keys that open it.
 *
 * The user and the organization exist only because PostHog's answers name them.
 */
import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"

export interface ProjectIdentity {
  readonly id: number
  readonly uuid: string
  readonly organizationId: string
  readonly userUuid: string
  readonly name: string
  /** IANA name; instants in answers carry its offset. */
  readonly timezone: string
  readonly weekStartDay: 0 | 1
  readonly createdAt: string
  readonly personalApiKey: Redacted.Redacted
  readonly projectToken: Redacted.Redacted
}

export class Project extends Context.Service<Project, ProjectIdentity>()("@posthog-driver/engine/Project") {}
