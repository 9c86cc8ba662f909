import stringWidth from "string-width"

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

/** The text, or as much of it as fits into `room` display columns with an ellipsis at its end. */
export const shorten = (text: string, room: number): string => {
  if (stringWidth(text) <= room) return text
  let shown = ""
  let used = 0
  for (const { segment } of segmenter.segment(text)) {
    const next = stringWidth(segment)
    if (used + next > room - 1) break
    shown += segment
    used += next
  }
  return `${shown}…`
}
