/**
 * All routes as one HTTP application, and the server that listens with it on 127.0.0.1.
 *
 * What the routes share is here once: the trailing slash that may be there or not, keys, the project in the path, PostHog's
 * words for what is not there, and an answer for what went wrong in us.
 */
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Headers from "effect/http/Headers"
import * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type * as Scope from "effect/Scope"
import { ListenFailed, PortInUse } from "../EngineError.ts"
import { codeOf } from "../systemError.ts"
import { Project } from "../project/Project.ts"
import * as ApiError from "./ApiError.ts"
import { requirePersonalKey } from "./Auth.ts"
import { requestTarget } from "./requestUrl.ts"
import type { Route, RouteServices } from "./Route.ts"
import { routes } from "./routes/routes.ts"

/** How long requests may still take when the engine closes. */
const CLOSE_PATIENCE = Duration.millis(500)

const requireProject = Effect.gen(function* () {
  const { project: asked } = yield* HttpRouter.params
  const project = yield* Project
  if (asked !== "@current" && asked !== String(project.id)) return yield* ApiError.projectNotFound
})

const guarded = (route: Pick<Route, "access" | "handler">) => {
  switch (route.access) {
    case "public":
      return route.handler
    case "personal-key":
      return Effect.andThen(requirePersonalKey, route.handler)
    case "project":
      return Effect.andThen(Effect.andThen(requirePersonalKey, requireProject), route.handler)
  }
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

const shapeOf = (path: string): string => path.replaceAll(/:[A-Za-z]+/g, ":")

/** Refusals for the methods that a known path does not answer: a 405, after the key, not a 404. */
const refusedMethods = (known: readonly Route[]) => {
  const shapes = Map.groupBy(known, ({ path }) => shapeOf(path))
  return [...shapes.values()].flatMap((same) => {
    const answered = new Set<string>(same.map(({ method }) => method))
    const [first] = same
    return METHODS.filter((method) => first !== undefined && !answered.has(method)).map((method) => ({
      method,
      path: first?.path ?? "/",
      access: first?.access ?? "public",
      handler: Effect.fail(ApiError.methodNotAllowed(method))
    }))
  })
}

/** The deprecated prefix leads to the real one, with method and body. */
const environments = Effect.map(requestTarget, (target) => {
  const location = target.replace("/api/environments", "/api/projects")
  return HttpServerResponse.empty({
    status: 307,
    headers: { location, deprecation: "true", link: `<${location}>; rel="successor-version"` }
  })
})

const unknownPath = Effect.map(requestTarget, (target) =>
  target.startsWith("/api/")
    ? ApiError.toResponse(ApiError.endpointNotFound)
    : HttpServerResponse.text(`The embedded engine does not answer ${target.split("?", 1)[0] ?? ""}.`, {
        status: 404
      })
)

const router = Effect.gen(function* () {
  const services = yield* Effect.context<RouteServices>()
  const made = yield* HttpRouter.make
  for (const route of [...routes, ...refusedMethods(routes)]) {
    const handler = guarded(route).pipe(
      Effect.provideContext(services),
      Effect.catchTag("ApiError", (error) => Effect.succeed(ApiError.toResponse(error)))
    )
    yield* made.add(route.method, route.path, handler)
  }
  yield* made.add("*", "/api/environments/*", environments)
  return made
}).pipe(Effect.provideService(HttpRouter.RouterConfig, { ignoreTrailingSlash: true, maxParamLength: 500 }))

const application = Effect.map(router, (made) =>
  made.asHttpEffect().pipe(
    Effect.catchIf(
      (error): error is HttpServerError.HttpServerError =>
        HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound",
      () => unknownPath
    ),
    Effect.catchDefect(() =>
      Effect.succeed(ApiError.toResponse(ApiError.serverError("A server error occurred.")))
    )
  )
)

/** Names of this machine for itself, with any port: a tunnel or container may map it. */
const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

const misdirected = HttpServerResponse.text(
  "The embedded engine answers at 127.0.0.1, localhost and [::1] only, not at the host of this request.",
  { status: 421 }
)

/**
 * Refuses requests for another host: a web page can make its own name lead to 127.0.0.1 and so pass a browser's same-origin check.
 * The others go on as requests for the server's own address.
 *
 * @see https://owasp.org/www-community/attacks/DNS_Rebinding
 */
const atOwnAddress = <E, R>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>,
  ownPort: number
): Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  E,
  Exclude<R, HttpServerRequest.HttpServerRequest> | HttpServerRequest.HttpServerRequest
> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    if (!LOOPBACK_HOST.test(request.headers["host"] ?? "")) return Effect.succeed(misdirected)
    const headers = Headers.set(request.headers, "host", `127.0.0.1:${ownPort}`)
    return Effect.provideService(app, HttpServerRequest.HttpServerRequest, request.modify({ headers }))
  })

/** Listens until the scope closes; gives back the port, which is another than asked for when that was 0. */
export const listen = (
  port: number
): Effect.Effect<number, PortInUse | ListenFailed, RouteServices | Scope.Scope> =>
  Effect.gen(function* () {
    const app = yield* application
    const node = createServer()
    const server = yield* NodeHttpServer.make(() => node, {
      port,
      host: "127.0.0.1",
      gracefulShutdownTimeout: CLOSE_PATIENCE
    }).pipe(
      Effect.mapError((error) => {
        const why = codeOf(error.cause)
        return why === "EADDRINUSE" ? new PortInUse({ port }) : new ListenFailed({ port, why })
      })
    )
    // Runs after the requests' patience is over and before the server waits for its last connection.
    yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
    const address = node.address()
    const listening = typeof address === "object" && address !== null ? address.port : port
    yield* server.serve(atOwnAddress(app, listening))
    return listening
  })
