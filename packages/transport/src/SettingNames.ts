/** What settings are called in failures. */

/** The name of each setting in failures; the options' own names unless they came from the environment. */
export type SettingNames = Readonly<
  Record<
    | "host"
    | "ingestHost"
    | "projectId"
    | "personalApiKey"
    | "projectToken"
    | "logLevel"
    | "logFormat"
    | "signingKey",
    string
  >
>

/** Where options were given in the program. */
export const optionNames: SettingNames = {
  host: "host",
  ingestHost: "ingestHost",
  projectId: "projectId",
  personalApiKey: "personalApiKey",
  projectToken: "projectToken",
  logLevel: "logLevel",
  logFormat: "logFormat",
  signingKey: "signing.key"
}
