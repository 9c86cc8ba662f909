import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "hogql-builder", include: ["test/**/*.test.ts"] } })
