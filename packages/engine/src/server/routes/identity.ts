/**
 * Who am I, and which project is this: the answers a client checks its settings with.
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Redacted from "effect/Redacted"
import { Project } from "../../project/Project.ts"
import type { ProjectIdentity } from "../../project/Project.ts"
import { pageResponse, readPage } from "../page.ts"
import type { Handler, Route } from "../Route.ts"

/** The only user there is; the address cannot belong to anyone. */
const EMAIL = "local@engine.invalid"

const projectBody = (project: ProjectIdentity) => ({
  id: project.id,
  uuid: project.uuid,
  organization: project.organizationId,
  name: project.name,
  // Every PostHog client may read the token of its project here: it is not a secret.
  api_token: Redacted.value(project.projectToken),
  timezone: project.timezone,
  week_start_day: project.weekStartDay,
  created_at: project.createdAt,
  effective_membership_level: 15,
  ingested_event: true,
  completed_snippet_onboarding: true,
  person_on_events_querying_enabled: true,
  test_account_filters: [],
  group_types: []
})

const me: Handler = Effect.map(Project, (project) => {
  const organization = {
    id: project.organizationId,
    name: "Embedded engine",
    slug: "embedded-engine",
    membership_level: 15
  }
  return HttpServerResponse.jsonUnsafe({
    uuid: project.userUuid,
    distinct_id: project.userUuid,
    first_name: "Local",
    last_name: "",
    email: EMAIL,
    is_email_verified: true,
    is_staff: false,
    team: projectBody(project),
    organization,
    organizations: [organization]
  })
})

const currentProject: Handler = Effect.map(Project, (project) =>
  HttpServerResponse.jsonUnsafe(projectBody(project))
)

const allProjects: Handler = Effect.gen(function* () {
  const page = yield* readPage
  return yield* pageResponse(
    page,
    1,
    [projectBody(yield* Project)].slice(page.offset, page.offset + page.limit)
  )
})

export const identityRoutes: readonly Route[] = [
  { method: "GET", path: "/api/users/@me", access: "personal-key", handler: me },
  { method: "GET", path: "/api/projects", access: "personal-key", handler: allProjects },
  { method: "GET", path: "/api/projects/:project", access: "project", handler: currentProject }
]
