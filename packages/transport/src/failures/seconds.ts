/** A time as a person reads it, in seconds with at most one decimal place, rounded up. */
export const seconds = (millis: number): string => `${Math.ceil(millis / 100) / 10} s`
