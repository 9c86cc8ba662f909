import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { root } from "../packages.ts"

/** The part of GitHub's workflow syntax that is used here, closed, so that a slip is an error (https://docs.github.com/actions/reference/workflow-syntax-for-github-actions). */
const step = {
  type: "object",
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    if: { type: "string" },
    uses: { type: "string", pattern: "^[\\w-]+/[\\w-]+@v\\d+$" },
    run: { type: "string" },
    with: { type: "object" },
    env: { type: "object" }
  },
  oneOf: [{ required: ["uses"] }, { required: ["run"] }]
}
const workflow = {
  type: "object",
  additionalProperties: false,
  required: ["name", "on", "permissions", "jobs"],
  properties: {
    name: { type: "string" },
    on: { type: "object" },
    permissions: { type: "object" },
    concurrency: { type: "object" },
    jobs: {
      type: "object",
      additionalProperties: {
        type: "object",
        additionalProperties: false,
        required: ["runs-on", "timeout-minutes", "steps"],
        properties: {
          "runs-on": { type: "string" },
          "timeout-minutes": { type: "integer" },
          strategy: { type: "object" },
          steps: { type: "array", items: step, minItems: 1 }
        }
      }
    }
  }
}

const directory = join(root, ".github/workflows")
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

describe.each(readdirSync(directory))("%s", (file) => {
  const content = parse(readFileSync(join(directory, file), "utf8"))

  it("is a valid workflow", () => {
    const validate = new Ajv({ allowUnionTypes: true }).compile(workflow)
    validate(content)
    expect(validate.errors ?? []).toEqual([])
  })

  it("only calls root scripts", () => {
    const commands = Object.values<{ steps: { run?: string; with?: Record<string, string> }[] }>(content.jobs)
      .flatMap(({ steps }) => steps)
      .flatMap(({ run, with: inputs }) => [run, inputs?.["version"], inputs?.["publish"]])
      .filter((command) => command !== undefined)
    for (const command of commands) {
      if (command === "sudo apt-get install -y bubblewrap" || command.endsWith("install --frozen-lockfile"))
        continue
      const script = /^npx -y pnpm@12 (?:run )?([\w:-]+)$/u.exec(command)?.[1]
      expect(Object.keys(scripts), command).toContain(script)
    }
  })
})
