import { defineProject } from "vitest/config"

// Each test runs the command line as a process; a cold one seeds a project first.
export default defineProject({
  test: { name: "cli", include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 }
})
