/**
 * AWS Secrets Manager as far as `GetSecretValue` goes, written from the public API reference and the public description of
 * Signature Version 4. It computes the signature itself and refuses a request whose signature differs, so the official client is
 * judged too: it must have sent the very request it signed.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html (read 2026-11)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (read 2026-11)
 */
import { createHash, createHmac } from "node:crypto"
import { startServer, type TestServer } from "./server.ts"

export const awsIdentity = {
  accessKeyId: ["AKIA", "CANARYCANARYCANA"].join(""),
  secretAccessKey: ["CanaryAwsSecret", "0123456789abcdefghijklmno"].join("/")
}

export interface FakeSecretsManager {
  readonly server: TestServer
  /** By name; each stage's text. A `Uint8Array` is a binary secret. */
  readonly secrets: Map<string, Record<string, string | Uint8Array>>
  failWith: { readonly status: number; readonly type: string } | undefined
  readonly regions: Array<string>
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex")
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest()

const signatureOf = (
  method: string,
  path: string,
  headers: Record<string, string | ReadonlyArray<string> | undefined>,
  body: string
): { readonly given: string; readonly expected: string; readonly region: string } | undefined => {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/secretsmanager\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      String(headers["authorization"])
    )
  if (parts === null) return undefined
  const [, accessKey, day = "", region = "", signed = "", given = ""] = parts
  if (accessKey !== awsIdentity.accessKeyId) return undefined
  const canonical = [
    method,
    path,
    "",
    ...signed.split(";").map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    signed,
    sha256(body)
  ].join("\n")
  const scope = `${day}/${region}/secretsmanager/aws4_request`
  const text = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n")
  const key = hmac(
    hmac(hmac(hmac(`AWS4${awsIdentity.secretAccessKey}`, day), region), "secretsmanager"),
    "aws4_request"
  )
  return { given, expected: hmac(key, text).toString("hex"), region }
}

export const startSecretsManager = async (): Promise<FakeSecretsManager> => {
  const manager = {
    secrets: new Map<string, Record<string, string | Uint8Array>>(),
    failWith: undefined as FakeSecretsManager["failWith"],
    regions: new Array<string>()
  }
  const server = await startServer((request, response, index) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "r-1" })
      response.end(JSON.stringify(body))
    }
    const fail = (status: number, type: string) =>
      answer(status, { __type: type, Message: `${type} arn:aws:x:1234` })
    if (manager.failWith !== undefined) {
      fail(manager.failWith.status, manager.failWith.type)
      return
    }
    const body = server.received[index]?.body ?? ""
    const signature = signatureOf(request.method ?? "", request.url ?? "", request.headers, body)
    if (signature === undefined) {
      fail(400, "UnrecognizedClientException")
      return
    }
    if (signature.given !== signature.expected) {
      fail(403, "InvalidSignatureException")
      return
    }
    if (request.headers["x-amz-target"] !== "secretsmanager.GetSecretValue") {
      fail(400, "UnknownOperationException")
      return
    }
    manager.regions.push(signature.region)
    const asked = JSON.parse(body)
    const stage: string = asked.VersionStage ?? "AWSCURRENT"
    const value = manager.secrets.get(asked.SecretId)?.[stage]
    if (value === undefined) {
      fail(400, "ResourceNotFoundException")
      return
    }
    answer(200, {
      ARN: `arn:aws:secretsmanager:${signature.region}:123456789012:secret:${String(asked.SecretId)}-a1b2c3`,
      CreatedDate: 1761955200.0,
      Name: asked.SecretId,
      VersionId: "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1",
      VersionStages: [stage],
      ...(typeof value === "string"
        ? { SecretString: value }
        : { SecretBinary: Buffer.from(value).toString("base64") })
    })
  })
  return Object.assign(manager, { server })
}
