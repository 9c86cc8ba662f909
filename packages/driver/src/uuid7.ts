/**
 * A UUID version 7: 48 bits of milliseconds, then randomness, so that ids made later sort later.
 *
 * PostHog collapses events that agree in uuid, event, distinct id and timestamp: an event whose id is fixed before the first
 * attempt can be sent again safely.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7
 */

/** Makes one from the time and sixteen random bytes (the first six are not used). */
export function uuid7(millis: number, random: Uint8Array): string {
  const bytes = Uint8Array.from(random.subarray(0, 16))
  new DataView(bytes.buffer).setUint16(0, Math.floor(millis / 2 ** 32))
  new DataView(bytes.buffer).setUint32(2, millis % 2 ** 32)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
