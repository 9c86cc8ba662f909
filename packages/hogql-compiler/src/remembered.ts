/**
 * A function that works out its answer once for each object and keeps it as long as the object.
 *
 * A query that is compiled again comes with the same tree, because parsed trees are cached.
 */
export const remembered = <Key extends object, Answer>(
  work: (key: Key) => Answer
): ((key: Key) => Answer) => {
  const known = new WeakMap<Key, { readonly answer: Answer }>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found.answer
    const answer = work(key)
    known.set(key, { answer })
    return answer
  }
}
