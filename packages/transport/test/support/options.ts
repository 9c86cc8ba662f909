/** Keys that no other text in this repository looks like, so that finding one means it leaked. They open nothing. */
export const personalApiKey = ["phx", "CanaryPersonalKey0123456789abcdef"].join("_")
export const projectToken = ["phc", "CanaryProjectToken0123456789abcdef"].join("_")

export const options = { host: "https://us.posthog.com", projectId: 7, personalApiKey, projectToken }

export const readRequest = {
  operation: "Query.run",
  origin: "api",
  method: "POST",
  path: "/api/projects/:project/query/",
  body: { query: { kind: "HogQLQuery", query: "select 1" } },
  safety: "read",
  lane: "query"
} as const

export const captureRequest = {
  operation: "Capture.batch",
  origin: "ingest",
  method: "POST",
  path: "/batch/",
  body: { batch: [{ event: "a", distinct_id: "1", uuid: "0199" }] },
  safety: "idempotent-write",
  lane: "capture"
} as const
