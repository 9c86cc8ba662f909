import { defineProject } from "vitest/config"

// Time is not judged here: parsers, stores and compilers share few cores with other tests.
export default defineProject({
  test: { name: "driver", include: ["test/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 }
})
