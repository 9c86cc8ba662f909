/** Times as a person reads them. */

/** A time as it was set, `"250 ms"` or `"1.5 s"`: to the millisecond, and below one as it is. */
export const duration = (millis: number): string =>
  millis < 1000
    ? `${Number(millis.toFixed(millis < 1 ? 6 : 0))} ms`
    : `${Number((millis / 1000).toFixed(3))} s`

/** How long to wait, rounded up to what matters: whole milliseconds, and tenths of a second from one second on. */
export const waitTime = (millis: number): string => {
  const whole = Math.ceil(millis)
  return duration(whole < 1000 ? whole : Math.ceil(whole / 100) * 100)
}
