/** Findings of a check for people: each with its line, carets and the fix. */
import type { CheckResult, Finding, Fix } from "@posthog-driver/hogql-compiler"
import { printable } from "./cell.ts"
import { excerpt } from "./excerpt.ts"
import { shorten } from "./shorten.ts"
import { wrap } from "./wrap.ts"

export interface Severe {
  readonly severity: "error" | "warning" | "notice"
  readonly finding: Finding
}

/** Errors first, then warnings, then notices; each in the order of the text. */
export const severe = ({ errors, warnings, notices }: CheckResult): readonly Severe[] => [
  ...errors.map((finding) => ({ severity: "error" as const, finding })),
  ...warnings.map((finding) => ({ severity: "warning" as const, finding })),
  ...notices.map((finding) => ({ severity: "notice" as const, finding }))
]

export const findingsText = (
  text: string,
  found: readonly Severe[],
  screen: { readonly columns: number; readonly color: boolean }
): string =>
  found
    .map(({ severity, finding }) => {
      const head = wrap(`${severity}: ${printable(finding.message)} [${finding.rule}]`, screen.columns)
      const [line = "", carets = ""] = excerpt(text, finding, screen.columns)
      const lines = [
        screen.color ? colored(head, severity) : head,
        line,
        carets,
        ...(finding.fix === undefined ? [] : [fixLine(text, finding.fix, screen.columns)])
      ]
      return `${lines.join("\n")}\n`
    })
    .join("\n")

/** What was found, in one line: `2 errors, 1 warning.` */
export const countLine = (found: readonly Severe[]): string => {
  const counts = (["error", "warning", "notice"] as const).flatMap((wanted) => {
    const count = found.filter(({ severity }) => severity === wanted).length
    return count === 0 ? [] : [`${count} ${wanted}${count === 1 ? "" : "s"}`]
  })
  return counts.length === 0 ? "Nothing to complain about." : `${counts.join(", ")}.`
}

const fixLine = (text: string, { start, end, text: written, isSafe }: Fix, columns: number): string => {
  const replaced = text.slice(start, end)
  const change =
    replaced === "" ? `insert \`${written.trim()}\`` : `write \`${written}\` instead of \`${replaced}\``
  return shorten(`  ${isSafe ? "fix" : "perhaps"}: ${printable(change)}`, columns)
}

const colors = { error: "31", warning: "33", notice: "36" } as const

/** Colours the word before the colon. */
const colored = (head: string, severity: Severe["severity"]): string =>
  `\u001b[1;${colors[severity]}m${severity}\u001b[0m${head.slice(severity.length)}`
