import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "claude-tools", include: ["test/**/*.test.ts"] } })
