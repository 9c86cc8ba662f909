/** Failures on the way to PostHog: no connection, no proof of who answers, no answer in time. */
import * as Schema from "effect/Schema"
import { notHttpCode, oversizedHeadersCode } from "../bodyCodes.ts"
import { duration } from "./duration.ts"
import { tlsProblemOf, type TlsProblem } from "./tlsProblem.ts"

/**
 * No answer arrived, or not the whole of it: the name did not resolve, the connection was refused, reset or cut short.
 *
 * `code` is the system's name for it (`ECONNREFUSED`, `ENOTFOUND`, ...), or `ERR_NOT_HTTP`; `proxy` is set when it happened on the way to that proxy, `status`
 * when an answer had begun.
 *
 * @since 0.1.0
 */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  host: Schema.String,
  code: Schema.optional(Schema.String),
  proxy: Schema.optional(Schema.String),
  status: Schema.optional(Schema.Int)
}) {
  /** A name that does not exist stays wrong when asked again, and so do a proxy that cannot be trusted and headers that are too large. */
  get isRetryable(): boolean {
    return this.code === undefined || (!lasting.has(this.code) && tlsProblemOf(this.code) === undefined)
  }
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    if (this.status !== undefined)
      return `The answer of ${this.host} broke off before its end${code}. Try again; if it breaks off each time, look at what stands between, or ask for less.`
    if (this.code === notHttpCode) {
      return this.proxy === undefined
        ? `What ${this.host} answered is not HTTP. Check the scheme and the port in the host setting.`
        : `What came through ${this.proxy}, the proxy before ${this.host}, is not HTTP. Check the scheme and the port in the proxy setting, HTTPS_PROXY or HTTP_PROXY.`
    }
    if (this.code === oversizedHeadersCode)
      return `The answer of ${this.proxy ?? this.host} begins with headers larger than this client reads${code}. Look for what stands between and adds them (cookies, above all).`
    return this.proxy === undefined
      ? `No answer came from ${this.host}${code}. Check the host setting and that this machine can reach it.`
      : `No answer came from ${this.proxy}, the proxy before ${this.host}${code}. Check the proxy setting, HTTPS_PROXY or HTTP_PROXY, and that this machine can reach it.`
  }
}

const lasting: ReadonlySet<string> = new Set(["ENOTFOUND", oversizedHeadersCode])

const tlsSentences: Readonly<Record<TlsProblem, string>> = {
  version:
    "speaks only an older TLS than this client. Have it speak TLS 1.3, or set tls.minVersion to TLSv1.2",
  pin: "proved a public key that is not pinned. Do not send it anything until you know why; if its key was replaced, change tls.pins",
  expired: "has a certificate that has expired. Have it renewed, and check the clock of this machine",
  "not-yet-valid": "has a certificate that is not valid yet. Check the clock of this machine",
  "host-name": "has a certificate for another name. Check the host setting",
  untrusted:
    "has a certificate of an authority that is not trusted here. If the authority is your own, give its certificate in tls.ca",
  "not-tls": "does not speak TLS there. Check the port in the host setting",
  handshake: "ended the TLS handshake. Check the host setting, and what the server demands of its clients"
}

/**
 * The server did not prove that it is the one to talk to. Nothing was sent to it.
 *
 * `code` is OpenSSL's or Node's name for it.
 *
 * @since 0.2.0
 */
export class TlsFailed extends Schema.TaggedError<TlsFailed>()("TlsFailed", {
  host: Schema.String,
  problem: Schema.Literals([
    "version",
    "pin",
    "expired",
    "not-yet-valid",
    "host-name",
    "untrusted",
    "not-tls",
    "handshake"
  ]),
  code: Schema.optional(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    const code = this.code === undefined ? "" : ` (${this.code})`
    return `${this.host} ${tlsSentences[this.problem]}${code}.`
  }
}

/**
 * The proxy answered, and would not let the request through.
 *
 * @since 0.2.0
 */
export class ProxyRefused extends Schema.TaggedError<ProxyRefused>()("ProxyRefused", {
  /** Scheme, name and port. */
  proxy: Schema.String,
  status: Schema.Int
}) {
  /** A proxy that cannot reach the host at the moment says so with a 5xx. */
  get isRetryable(): boolean {
    return this.status === 502 || this.status === 503 || this.status === 504
  }
  override get message(): string {
    const advice =
      this.status === 407
        ? "Check the user name and the password in the proxy setting, HTTPS_PROXY or HTTP_PROXY"
        : "Ask whoever runs it to let the host through, or list the host in NO_PROXY"
    return `The proxy ${this.proxy} refused the connection (${this.status}). ${advice}.`
  }
}

/**
 * The time given to the call, or to one attempt of it, ran out.
 *
 * @since 0.1.0
 */
export class TimedOut extends Schema.TaggedError<TimedOut>()("TimedOut", {
  timeoutMillis: Schema.Finite,
  scope: Schema.Literals(["call", "attempt"])
}) {
  /** An attempt may be repeated within the call's time; a call that used all its time may not. */
  get isRetryable(): boolean {
    return this.scope === "attempt"
  }
  override get message(): string {
    const what = this.scope === "call" ? "The call" : "One attempt"
    return `${what} did not finish within ${duration(this.timeoutMillis)}. Ask for less, or allow more time.`
  }
}
