/**
 * Finds the examples of a Markdown file that are meant to run: fences opened by "```ts run" or "```sh run". In TypeScript a
 * comment `// => value` after an expression asserts its value, so that a README cannot drift from what it describes.
 */
export interface Example {
  readonly language: "ts" | "sh"
  readonly source: string
  /** Line of the fence, from 1. */
  readonly line: number
}

export const runnableExamples = (markdown: string): readonly Example[] =>
  [...markdown.matchAll(/^```(ts|sh) run\n([\s\S]*?)^```$/gmu)].map((match) => ({
    language: match[1] === "sh" ? "sh" : "ts",
    source: match[2] ?? "",
    line: markdown.slice(0, match.index).split("\n").length
  }))

/** The source with each `expression // => value` line turned into an assertion on a global `assertShown`. */
export const withAssertions = (source: string): string =>
  source
    .split("\n")
    .map((line) => {
      const match =
        /^(?<expression>(?!\s*(?:const|let|import|export|\/\/)\b).+?);?\s*\/\/ => (?<value>.+)$/u.exec(line)
      if (match?.groups === undefined) return line
      return `assertShown(${match.groups["expression"]}, ${JSON.stringify(match.groups["value"])})`
    })
    .join("\n")
