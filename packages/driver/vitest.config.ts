import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "driver", include: ["test/**/*.test.ts"] } })
