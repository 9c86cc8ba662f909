/**
 * The files of a job: the script, the client it imports under the public name of this package, and the first file that
 * Node runs. The client is found through the package's own `exports`, because a path relative to this file would break
 * in a bundle.
 */
import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import type { Limits } from "../Limits.ts"
import type { Script } from "../Script.ts"
import type { JobFile } from "./bubblewrapArguments.ts"

const client = "@posthog-driver/sandbox-runner/guest"

/** Lays out a job below `/job`. */
export function guestFiles(script: Required<Script>, limits: Limits): readonly JobFile[] {
  const file = `script.${script.language}`
  const directory = "/job/node_modules/@posthog-driver/sandbox-runner"
  const manifest = { type: "module", exports: { "./guest": "./guest.js" } }
  const options = { resultBytes: limits.resultBytes }
  return [
    { path: "/job/package.json", content: JSON.stringify({ type: "module" }) },
    { path: `/job/${file}`, content: script.source },
    {
      path: "/job/main.js",
      content: `import { runGuest } from ${JSON.stringify(client)}\nawait runGuest("/job/${file}", ${JSON.stringify(options)})\n`
    },
    { path: `${directory}/package.json`, content: JSON.stringify(manifest) },
    {
      path: `${directory}/guest.js`,
      content: fs.readFileSync(fileURLToPath(import.meta.resolve(client)), "utf8")
    }
  ]
}
