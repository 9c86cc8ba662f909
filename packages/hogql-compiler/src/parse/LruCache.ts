/**
 * A cache of fixed size that forgets what was not asked for the longest.
 *
 * A `Map` keeps the order of insertion, so taking an entry out and putting it back makes it the youngest.
 */
export class LruCache<Value> {
  private readonly entries = new Map<string, Value>()
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key)
    if (value === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    this.entries.delete(key)
    this.entries.set(key, value)
    if (this.entries.size <= this.size) return
    const oldest = this.entries.keys().next()
    if (oldest.done !== true) this.entries.delete(oldest.value)
  }
}
