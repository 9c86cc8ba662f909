/**
 * Routes that PostHog has moved are followed, and reported once.
 *
 * PostHog answers under `/api/environments` with `Deprecation: true`, `Sunset` and, for some teams, a 307 to `/api/projects`. A program that
 * still uses the prefix would otherwise write the same warning with every request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9745 (Deprecation) and https://www.rfc-editor.org/rfc/rfc8594 (Sunset)
 */

const deprecatedPrefix = "/api/environments/"

/** More are not reported: routes that are made up call by call would fill the memory, and the log. */
const mostRoutes = 1_000

/** Whether a route is reported for the first time. The whole prefix counts as one route. */
export const makeMovedRoutes = (): ((path: string) => boolean) => {
  const reported = new Set<string>()
  return (path) => {
    const route = path.startsWith(deprecatedPrefix) ? deprecatedPrefix : path
    return !reported.has(route) && reported.size < mostRoutes && reported.add(route).has(route)
  }
}

/** What to do about a route that moved. `sunset` is a server's text: only a date that can be read is shown. */
export const adviceOnMoved = (path: string, sunset: string | undefined): string => {
  const advice = path.startsWith(deprecatedPrefix)
    ? `It was followed. Write /api/projects/ in the place of ${deprecatedPrefix}.`
    : "It was followed. Update this package."
  const end = Date.parse(sunset ?? "")
  return Number.isNaN(end)
    ? `PostHog moved this route. ${advice}`
    : `PostHog moved this route, and ends the old one on ${new Date(end).toISOString().slice(0, 10)}. ${advice}`
}
