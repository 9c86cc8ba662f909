/**
 * Parts of URLs.
 *
 * @see https://posthog.com/docs/sql/clickhouse-functions
 */
import { plain } from "./signature.ts"
import type { NumberArg, TextArg } from "./signature.ts"

/** What is before `://`. @since 0.2.0 */
export const protocol = /* @__PURE__ */ plain<readonly [url: TextArg], string>("protocol")
/** The host name. @since 0.1.0 */
export const domain = /* @__PURE__ */ plain<readonly [url: TextArg], string>("domain")
/** The host name without `www.`. @since 0.2.0 */
export const domainWithoutWWW = /* @__PURE__ */ plain<readonly [url: TextArg], string>("domainWithoutWWW")
/** The last part of the host name. @since 0.2.0 */
export const topLevelDomain = /* @__PURE__ */ plain<readonly [url: TextArg], string>("topLevelDomain")
/** The part of the host name that names the site. @since 0.2.0 */
export const firstSignificantSubdomain = /* @__PURE__ */ plain<readonly [url: TextArg], string>(
  "firstSignificantSubdomain"
)
/** The host name from that part on. @since 0.2.0 */
export const cutToFirstSignificantSubdomain = /* @__PURE__ */ plain<readonly [url: TextArg], string>(
  "cutToFirstSignificantSubdomain"
)
/** As `cutToFirstSignificantSubdomain`, `www.` kept. @since 0.2.0 */
export const cutToFirstSignificantSubdomainWithWWW = /* @__PURE__ */ plain<readonly [url: TextArg], string>(
  "cutToFirstSignificantSubdomainWithWWW"
)
/** The port; 0 (or the other) when there is none. @since 0.2.0 */
export const port = /* @__PURE__ */ plain<readonly [url: TextArg, otherwise?: NumberArg], number>("port")
/** The path, without its query. @since 0.1.0 */
export const path = /* @__PURE__ */ plain<readonly [url: TextArg], string>("path")
/** The path with query and fragment. @since 0.2.0 */
export const pathFull = /* @__PURE__ */ plain<readonly [url: TextArg], string>("pathFull")
/** What is after `?`. @since 0.2.0 */
export const queryString = /* @__PURE__ */ plain<readonly [url: TextArg], string>("queryString")
/** What is after `#`. @since 0.2.0 */
export const fragment = /* @__PURE__ */ plain<readonly [url: TextArg], string>("fragment")
/** Query and fragment. @since 0.2.0 */
export const queryStringAndFragment = /* @__PURE__ */ plain<readonly [url: TextArg], string>(
  "queryStringAndFragment"
)
/** The value of a parameter; empty when there is none. @since 0.2.0 */
export const extractURLParameter = /* @__PURE__ */ plain<readonly [url: TextArg, name: TextArg], string>(
  "extractURLParameter"
)
/** All `name=value`. @since 0.2.0 */
export const extractURLParameters = /* @__PURE__ */ plain<readonly [url: TextArg], string[]>(
  "extractURLParameters"
)
/** The names of all parameters. @since 0.2.0 */
export const extractURLParameterNames = /* @__PURE__ */ plain<readonly [url: TextArg], string[]>(
  "extractURLParameterNames"
)
/** The URL cut at each `/` and `?`. @since 0.2.0 */
export const URLHierarchy = /* @__PURE__ */ plain<readonly [url: TextArg], string[]>("URLHierarchy")
/** The path cut at each `/` and `?`. @since 0.2.0 */
export const URLPathHierarchy = /* @__PURE__ */ plain<readonly [url: TextArg], string[]>("URLPathHierarchy")
/** With `%` codes. @since 0.2.0 */
export const encodeURLComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "encodeURLComponent"
)
/** With `%` codes resolved. @since 0.2.0 */
export const decodeURLComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "decodeURLComponent"
)
/** With `%` codes, and `+` for a space. @since 0.2.0 */
export const encodeURLFormComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "encodeURLFormComponent"
)
/** With `%` codes and `+` resolved. @since 0.2.0 */
export const decodeURLFormComponent = /* @__PURE__ */ plain<readonly [text: TextArg], string>(
  "decodeURLFormComponent"
)
/** User, host name and port. @since 0.2.0 */
export const netloc = /* @__PURE__ */ plain<readonly [url: TextArg], string>("netloc")
/** The URL without `www.`. @since 0.2.0 */
export const cutWWW = /* @__PURE__ */ plain<readonly [url: TextArg], string>("cutWWW")
/** The URL without its query. @since 0.2.0 */
export const cutQueryString = /* @__PURE__ */ plain<readonly [url: TextArg], string>("cutQueryString")
/** The URL without its fragment. @since 0.2.0 */
export const cutFragment = /* @__PURE__ */ plain<readonly [url: TextArg], string>("cutFragment")
/** The URL without query and fragment. @since 0.2.0 */
export const cutQueryStringAndFragment = /* @__PURE__ */ plain<readonly [url: TextArg], string>(
  "cutQueryStringAndFragment"
)
/** The URL without a parameter. @since 0.2.0 */
export const cutURLParameter = /* @__PURE__ */ plain<readonly [url: TextArg, name: TextArg], string>(
  "cutURLParameter"
)
