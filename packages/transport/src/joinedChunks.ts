/** The chunks of a body as one, in memory that is shared with nobody. */
export const joinedChunks = (chunks: ReadonlyArray<Uint8Array>, length: number): ArrayBuffer => {
  const whole = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole.buffer
}
