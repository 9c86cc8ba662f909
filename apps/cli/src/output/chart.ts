/** Horizontal bars in text, for the places where a person would rather look than read. */
import stringWidth from "string-width"
import { printable } from "./cell.ts"
import { shorten } from "./shorten.ts"

export interface Bar {
  readonly label: string
  readonly value: number
  /** Shown after the bar; the value itself unless given. */
  readonly note?: string
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** Bars scaled to the largest value, each line at most `width` columns. */
export const barChart = (bars: readonly Bar[], width: number): string => {
  const notes = bars.map(({ note, value }) => note ?? value.toLocaleString("en-US"))
  const labels = bars.map(({ label }) => shorten(printable(label), Math.floor(width / 2)))
  const labelWidth = Math.max(0, ...labels.map((label) => stringWidth(label)))
  const noteWidth = Math.max(0, ...notes.map((note) => stringWidth(note)))
  const room = Math.max(8, width - labelWidth - noteWidth - 3)
  const largest = Math.max(0, ...bars.map(({ value }) => value))
  return bars
    .map(({ value }, index) => {
      const label = labels[index] ?? ""
      const pad = " ".repeat(labelWidth - stringWidth(label))
      return `${label}${pad} ${bar(largest === 0 ? 0 : (value / largest) * room)} ${notes[index] ?? ""}\n`
    })
    .join("")
}

const bar = (length: number): string => {
  const parts = Math.round(length * 8)
  return "█".repeat(Math.floor(parts / 8)) + (eighths[parts % 8] ?? "")
}

/** A share as a shade, for matrices such as retention. */
export const shade = (share: number): string =>
  ["·", "░", "▒", "▓", "█"][Math.min(4, Math.ceil(share * 4))] ?? "·"
