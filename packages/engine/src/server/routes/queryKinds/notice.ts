import type { Finding } from "@posthog-driver/hogql-compiler"

/** A finding as PostHog's `HogQLNotice`. */
export const notice = ({ message, start, end, fix }: Finding) => ({ message, start, end, fix: fix ?? null })
