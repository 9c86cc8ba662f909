import { describe, it } from "vitest"
import type { PostHogOptions } from "../../src/index.ts"
import { contractSuite } from "./contractSuite.ts"

const host = process.env["POSTHOG_HOST"]
const projectId = process.env["POSTHOG_PROJECT_ID"]
const personalApiKey = process.env["POSTHOG_PERSONAL_API_KEY"]

describe("against a live PostHog", () => {
  if (host === undefined || projectId === undefined || personalApiKey === undefined) {
    it.skip("needs POSTHOG_HOST, POSTHOG_PROJECT_ID and POSTHOG_PERSONAL_API_KEY: skipped")
    return
  }
  contractSuite((): PostHogOptions => ({ host, projectId: Number(projectId), personalApiKey }))
})
