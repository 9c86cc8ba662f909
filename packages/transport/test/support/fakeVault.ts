/**
 * A Vault that speaks as much of the real one's HTTP API as reading a KV v2 secret needs, written from HashiCorp's public API
 * documentation (not from our client): response envelope, status codes and `errors` lists are those documented there.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 (read 2026-11)
 * @see https://developer.hashicorp.com/vault/api-docs/auth/approle (read 2026-11)
 */
import { json, startServer, type TestServer } from "./server.ts"

export interface FakeVault {
  readonly server: TestServer
  /** Secrets by `mount/path`; each list is the versions, from 1. `undefined` is a deleted one. */
  readonly secrets: Map<string, Array<Record<string, unknown> | undefined>>
  readonly tokens: Set<string>
  /** `token` is what the role is given instead of one of its own. */
  readonly roles: Map<
    string,
    { readonly secretId: string; readonly leaseSeconds: number; readonly token?: string }
  >
  /** Answers every request with this instead. */
  failWith: { readonly status: number; readonly errors: ReadonlyArray<string> } | undefined
  deletionTime: string
  readonly logins: () => number
  readonly reads: () => number
}

export const startVault = async (
  namespace?: string,
  tls?: { readonly key: string; readonly cert: string }
): Promise<FakeVault> => {
  let issued = 0
  let reads = 0
  const vault = {
    secrets: new Map<string, Array<Record<string, unknown> | undefined>>(),
    tokens: new Set<string>(),
    roles: new Map() as FakeVault["roles"],
    failWith: undefined as FakeVault["failWith"],
    deletionTime: "",
    logins: () => issued,
    reads: () => reads
  }
  const server = await startServer((request, response, index) => {
    const fail = (status: number, errors: ReadonlyArray<string>, more: object = {}) =>
      json(response, status, { errors, ...more })
    if (vault.failWith !== undefined) {
      fail(vault.failWith.status, vault.failWith.errors)
      return
    }
    if (namespace !== undefined && request.headers["x-vault-namespace"] !== namespace) {
      fail(404, [`no handler for route "${request.url ?? ""}"`])
      return
    }
    const url = new URL(request.url ?? "", "http://vault")
    const login = /^\/v1\/auth\/(.+)\/login$/.exec(url.pathname)
    if (request.method === "POST" && login !== null) {
      const body = JSON.parse(server.received[index]?.body ?? "{}")
      const role = vault.roles.get(`${login[1] ?? ""}/${String(body.role_id)}`)
      if (role === undefined || role.secretId !== body.secret_id) {
        fail(400, ["invalid role or secret ID"])
        return
      }
      issued += 1
      const token = role.token ?? `hvs.${"C".repeat(24)}${issued}`
      vault.tokens.add(token)
      json(response, 200, {
        request_id: "8b5e1a6f-0000-0000-0000-000000000000",
        lease_id: "",
        renewable: false,
        lease_duration: 0,
        data: null,
        wrap_info: null,
        warnings: null,
        auth: {
          client_token: token,
          accessor: "accessor",
          policies: ["default"],
          token_policies: ["default"],
          metadata: { role_name: "reader" },
          lease_duration: role.leaseSeconds,
          renewable: true,
          entity_id: "",
          token_type: "service",
          orphan: true
        }
      })
      return
    }
    const token = request.headers["x-vault-token"]
    if (typeof token !== "string" || !vault.tokens.has(token)) {
      fail(403, ["2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"])
      return
    }
    const [, mount = "", path = ""] =
      /^\/v1\/([^/]+)\/data\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? []
    const versions = vault.secrets.get(`${mount}/${path}`)
    if (request.method !== "GET" || versions === undefined) {
      fail(404, [])
      return
    }
    reads += 1
    const version = Number(url.searchParams.get("version") ?? versions.length)
    if (version > versions.length) {
      fail(404, [])
      return
    }
    const data = versions[version - 1]
    const metadata = {
      created_time: "2026-11-01T00:00:00.000000000Z",
      custom_metadata: null,
      deletion_time: data === undefined ? "2026-11-02T00:00:00.000000000Z" : vault.deletionTime,
      destroyed: false,
      version
    }
    const envelope = {
      request_id: "7c0a1a6f-0000-0000-0000-000000000000",
      lease_id: "",
      renewable: false,
      lease_duration: 0,
      data: { data: data ?? null, metadata },
      wrap_info: null,
      warnings: null,
      auth: null
    }
    json(response, data === undefined ? 404 : 200, envelope)
  }, tls)
  return Object.assign(vault, { server })
}
