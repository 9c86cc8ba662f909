import type { Finding } from "@posthog-driver/hogql-compiler"

/** A finding as PostHog's `HogQLNotice`, whose `fix` takes the place of what lies between `start` and `end`. */
export const notice = ({ message, start, end, fix }: Finding) =>
  fix === undefined
    ? { message, start, end, fix: null }
    : { message, start: fix.start, end: fix.end, fix: fix.text }
