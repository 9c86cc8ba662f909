/** The versions that `~1.2`, `^1.2.3` and `1.2.*` mean: from the first, to the one that is too new. */

export const semverBounds = (
  operator: "semver_tilde" | "semver_caret" | "semver_wildcard",
  value: string
): readonly [from: string, below: string] | undefined => {
  const base = operator === "semver_wildcard" ? value.replace(/[.*]+$/, "") : value
  const parts = (base.split("-")[0] ?? "").split(".")
  if (parts.length === 0 || parts.length > 4 || !parts.every((part) => /^\d{1,15}$/.test(part)))
    return undefined
  const numbers = parts.map(Number)
  const [major = 0, minor = 0, patch = 0] = numbers
  const exact = `${major}.${minor}.${patch}`
  switch (operator) {
    case "semver_tilde":
      return numbers.length < 2 ? [`${major}.0.0`, `${major + 1}.0.0`] : [exact, `${major}.${minor + 1}.0`]
    case "semver_caret":
      // The first number that is not zero may not change.
      if (major > 0) return [exact, `${major + 1}.0.0`]
      return minor > 0 ? [exact, `0.${minor + 1}.0`] : [exact, `0.0.${patch + 1}`]
    case "semver_wildcard":
      if (numbers.length === 1) return [`${major}.0.0`, `${major + 1}.0.0`]
      if (numbers.length === 2) return [`${major}.${minor}.0`, `${major}.${minor + 1}.0`]
      return [`${exact}.0`, `${major}.${minor}.${patch + 1}.0`]
  }
}
