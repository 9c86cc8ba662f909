import type { Finding, Fix } from "./Finding.ts"

/**
 * The text after the safe fixes of these findings.
 *
 * All of them must come from one check of this very text. Of two that touch the same place only the first is applied, so
 * check again and repeat until nothing changes.
 *
 * @since 0.2.0
 */
export const applyFixes = (text: string, findings: readonly Finding[]): string => {
  const fixes = findings
    .flatMap(({ fix }): readonly Fix[] => (fix?.isSafe === true ? [fix] : []))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  let fixed = ""
  let done = 0
  for (const { start, end, text: written } of fixes) {
    if (start < done) continue
    fixed += text.slice(done, start) + written
    done = end
  }
  return fixed + text.slice(done)
}
