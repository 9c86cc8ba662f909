/**
 * The part of a PostHog client that the broker uses. `createPostHog()` of `@posthog-driver/driver` satisfies it, and so
 * does a scripted object in a test: the broker never sees a key, only this.
 */
import type { GuestCompleteness, GuestValue } from "../guest.ts"

/** What the broker passes along with a query. @since 0.1.0 */
export interface ReadOptions {
  readonly values: Readonly<Record<string, GuestValue>>
  readonly limit: number
  readonly timeoutMillis: number
  readonly signal: AbortSignal
}

/** What the broker needs of an answer. @since 0.1.0 */
export interface ReadAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rowArrays: readonly (readonly unknown[])[]
  readonly completeness: GuestCompleteness
  readonly warnings?: readonly string[]
}

/** A client that reads. @since 0.1.0 */
export interface PostHogReader {
  query(text: string, options: ReadOptions): Promise<ReadAnswer>
  listObjects(call?: { readonly signal?: AbortSignal }): Promise<readonly { readonly name: string }[]>
  getFields(object: string, call?: { readonly signal?: AbortSignal }): Promise<readonly object[]>
}
