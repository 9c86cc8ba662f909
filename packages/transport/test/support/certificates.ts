/** Certificates made while the test runs: no key of any kind is kept in the repository. */
import "reflect-metadata"
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate
} from "@peculiar/x509"
import { createHash, webcrypto } from "node:crypto"

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const
const day = 86_400_000

export interface Authority {
  readonly keys: webcrypto.CryptoKeyPair
  readonly certificate: X509Certificate
  /** The certificate as PEM. */
  readonly pem: string
  readonly pin: string
}

export interface Issued {
  /** What a server needs: its key, and its certificate followed by those given as `chain`. */
  readonly key: string
  readonly cert: string
  readonly pin: string
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])

/** `sha256/` and the base64 of the SHA-256 of the public key, made by WebCrypto and not by the code under test. */
const pinOf = async ({ publicKey }: webcrypto.CryptoKeyPair): Promise<string> =>
  `sha256/${createHash("sha256")
    .update(Buffer.from(await webcrypto.subtle.exportKey("spki", publicKey)))
    .digest("base64")}`

/** An authority; signed by itself unless it has one above it. */
export const makeAuthority = async (name: string, above?: Authority): Promise<Authority> => {
  const keys = await makeKeys()
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString("hex"),
    subject: `CN=${name}`,
    issuer: above === undefined ? `CN=${name}` : above.certificate.subject,
    notBefore: new Date(Date.now() - 30 * day),
    notAfter: new Date(Date.now() + 30 * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: (above?.keys ?? keys).privateKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)
    ]
  })
  return { keys, certificate, pem: certificate.toString("pem"), pin: await pinOf(keys) }
}

/** A server's certificate for `localhost` and 127.0.0.1, valid now, unless told otherwise. */
export const issue = async (
  by: Authority,
  options: {
    readonly names?: ReadonlyArray<string>
    readonly validDays?: readonly [from: number, to: number]
    readonly chain?: ReadonlyArray<Authority>
  } = {}
): Promise<Issued> => {
  const keys = await makeKeys()
  const [from, to] = options.validDays ?? [-1, 1]
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString("hex"),
    subject: "CN=server",
    issuer: by.certificate.subject,
    notBefore: new Date(Date.now() + from * day),
    notAfter: new Date(Date.now() + to * day),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new SubjectAlternativeNameExtension(
        (options.names ?? ["localhost"]).map((value) => ({ type: "dns", value }))
      )
    ]
  })
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64")
  const label = ["PRIVATE", "KEY"].join(" ")
  return {
    key: `-----BEGIN ${label}-----\n${pkcs8.replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`,
    cert: [certificate.toString("pem"), ...(options.chain ?? []).map(({ pem }) => pem)].join("\n"),
    pin: await pinOf(keys)
  }
}
