/**
 * Breaks lines that are too long at spaces. What follows a break is indented to where the text of that line began: after the
 * flag's or command's name in a list, after the indentation elsewhere.
 */
export const wrap = (text: string, width: number): string =>
  text
    .split("\n")
    .map((line) => (line.length <= width ? line : wrapLine(line, width)))
    .join("\n")

const wrapLine = (line: string, width: number): string => {
  const [lead = ""] = /^\s*(?:\S+(?: \S+)* {2,})?/u.exec(line) ?? []
  // A name that takes most of the line leaves no column to hang from.
  const indent = lead.length > width / 2 ? 4 : lead.length
  const words = line.slice(lead.length).split(" ")
  const lines: string[] = []
  let current = lead
  for (const word of words) {
    const next = current === lead || current.trim() === "" ? `${current}${word}` : `${current} ${word}`
    if (next.length <= width || current === lead) {
      current = next
    } else {
      lines.push(current)
      current = `${" ".repeat(indent)}${word}`
    }
  }
  return [...lines, current].join("\n")
}
