import { defineConfig } from "vitest/config"
import ClosingLineReporter from "./scripts/ClosingLineReporter.ts"

export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "scripts"],
    reporters: ["default", new ClosingLineReporter()],
    coverage: {
      provider: "v8",
      // Matched against paths inside each project, where a pattern without a leading `**/` finds nothing.
      include: ["**/src/**/*.ts"],
      reporter: ["text", "json-summary"]
    }
  }
})
