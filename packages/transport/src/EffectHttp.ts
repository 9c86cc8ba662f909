/**
 * The door to Effect's HTTP modules.
 *
 * Effect marks everything under `effect/http` as unstable: a minor version may change it. Every other file of this
 * package reaches those modules through this one, so that such a change is met in one place.
 */
export * as Cookies from "effect/http/Cookies"
export * as Headers from "effect/http/Headers"
export * as HttpBody from "effect/http/HttpBody"
export * as HttpClient from "effect/http/HttpClient"
export * as HttpClientError from "effect/http/HttpClientError"
export * as HttpClientRequest from "effect/http/HttpClientRequest"
export * as HttpClientResponse from "effect/http/HttpClientResponse"
export * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
export type * as UrlParams from "effect/http/UrlParams"
