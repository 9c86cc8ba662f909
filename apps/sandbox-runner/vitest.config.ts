import { defineProject } from "vitest/config"

export default defineProject({
  test: { name: "sandbox-runner", include: ["test/**/*.test.ts"], testTimeout: 30_000 }
})
