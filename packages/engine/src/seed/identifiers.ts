/**
 * Identifiers that look as the real ones do and come from seeded chance.
 *
 * Sessions, windows, anonymous devices and events carry a UUIDv7: the first 48 bits are the time in milliseconds
 * (RFC 9562, section 5.7), which PostHog reads back from a session id.
 */
import type { Random } from "./Random.ts"

const HEX = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, "0"))
const hex = (value: number): string => HEX[value & 0xffff] ?? ""

/** A UUIDv7 of a moment in microseconds. */
export const uuidOfMoment = (moment: number, random: Random): string => {
  const millis = Math.floor(moment / 1000)
  const high = Math.floor(millis / 65_536)
  const first = random.word()
  const second = random.word()
  const third = random.word()
  const version = 0x7000 | (first & 0x0fff)
  const variant = 0x8000 | ((first >>> 12) & 0x3fff)
  return `${hex(Math.floor(high / 65_536))}${hex(high)}-${hex(millis % 65_536)}-${hex(version)}-${hex(variant)}-${hex(second)}${hex(second >>> 16)}${hex(third)}`
}

/** A UUIDv4. */
export const uuid = (random: Random): string => {
  const [first, second, third, fourth] = [random.word(), random.word(), random.word(), random.word()]
  const version = 0x4000 | (first & 0x0fff)
  const variant = 0x8000 | ((first >>> 12) & 0x3fff)
  return `${hex(second)}${hex(second >>> 16)}-${hex(third)}-${hex(version)}-${hex(variant)}-${hex(third >>> 16)}${hex(fourth)}${hex(fourth >>> 16)}`
}
