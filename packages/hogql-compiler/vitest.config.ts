import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "hogql-compiler", include: ["test/**/*.test.ts"] } })
