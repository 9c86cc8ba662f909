/**
 * Looks for secrets in every version of every file that the history holds (`--staged`: only in what is about to be committed,
 * for the pre-commit hook). A secret that was committed and removed is still public, so the working tree alone is not enough.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { lintSource } from "@secretlint/core"
import { creator as patterns } from "@secretlint/secretlint-rule-pattern"
import { creator as recommended } from "@secretlint/secretlint-rule-preset-recommend"

const git = (args: readonly string[], input?: string): Buffer =>
  execFileSync("git", args, { maxBuffer: 1 << 30, ...(input === undefined ? {} : { input }) })

interface Candidate {
  readonly object: string
  readonly path: string
}

const staged = (): Candidate[] =>
  git(["diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z"])
    .toString()
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => ({ object: `:${path}`, path }))

/** Every blob that any commit reaches, once, under one of its paths. */
const everything = (): Candidate[] => {
  const seen = new Map<string, string>()
  for (const line of git(["rev-list", "--objects", "--all"]).toString().split("\n")) {
    const [object, ...path] = line.split(" ")
    if (object !== undefined && object !== "" && path.length > 0) seen.set(object, path.join(" "))
  }
  const check = git(
    ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
    [...seen.keys()].join("\n")
  )
  return check
    .toString()
    .split("\n")
    .flatMap((line) => {
      const [object = "", type, size] = line.split(" ")
      return type === "blob" && Number(size) < 5_000_000 ? [{ object, path: seen.get(object) ?? "" }] : []
    })
}

const { rules } = JSON.parse(readFileSync(".secretlintrc.json", "utf8"))
const creators: Record<string, unknown> = {
  "@secretlint/secretlint-rule-preset-recommend": recommended,
  "@secretlint/secretlint-rule-pattern": patterns
}
const config = {
  rules: rules.map((rule: { id: string; options?: object }) => ({ ...rule, rule: creators[rule.id] }))
}

const candidates = process.argv.includes("--staged") ? staged() : everything()
let found = 0
for (const { object, path } of candidates) {
  const content = git(["cat-file", "blob", object])
  if (content.includes(0)) continue
  const result = await lintSource({
    source: {
      content: content.toString("utf8"),
      filePath: path,
      contentType: "text",
      ext: path.slice(path.lastIndexOf("."))
    },
    options: { config, maskSecrets: true }
  })
  for (const message of result.messages) {
    found += 1
    console.error(
      `${path} (${object.slice(0, 10)}) line ${message.loc.start.line}: ${message.ruleId}: ${message.message.slice(0, 200)}`
    )
  }
}
console.log(`${candidates.length} files scanned for secrets, ${found} found.`)
process.exitCode = found === 0 ? 0 : 1
