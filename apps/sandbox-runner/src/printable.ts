/**
 * A script's output as text that is safe on a terminal: control characters, which could move the cursor, rename the
 * window or hide lines, become visible marks. Line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (character) => {
      if (character === "\n" || character === "\t") return character
      const code = character.charCodeAt(0)
      // U+2400 onwards are pictures of the first 32 control characters.
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\uFFFD"
    })
}
