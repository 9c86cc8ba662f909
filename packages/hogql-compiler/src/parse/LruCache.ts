/**
 * A cache of fixed size that forgets what was not asked for the longest.
 *
 * A `Map` keeps the order of insertion, so taking an entry out and putting it back makes it the youngest. The keys are texts of very
 * different lengths, and what is kept for one grows with it, so their characters are counted beside the entries.
 */
export class LruCache<Value> {
  private readonly entries = new Map<string, Value>()
  private readonly size: number
  private readonly characters: number
  private kept = 0

  /** @param characters How long all keys may be together; a longer one is not kept at all. */
  constructor(size: number, characters: number) {
    this.size = size
    this.characters = characters
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key)
    if (value === undefined) return undefined
    this.entries.delete(key)
    this.entries.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    this.forget(key)
    this.entries.set(key, value)
    this.kept += key.length
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.size && this.kept <= this.characters) return
      this.forget(oldest)
    }
  }

  private forget(key: string): void {
    if (this.entries.delete(key)) this.kept -= key.length
  }
}
