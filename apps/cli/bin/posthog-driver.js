#!/usr/bin/env node
// Its own file, for two reasons: a module cannot be compile-cached by a call that it makes itself, and an old Node must be
// able to read this much in order to say that it is too old.
import { readFileSync } from "node:fs"
import module from "node:module"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `posthog-driver needs Node 22.19 or newer; this is ${process.versions.node}. Install a current Node and run it again.\n`
  )
  process.exitCode = 2
} else if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  process.stdout.write(`${version}\n`)
} else {
  module.enableCompileCache?.()
  const { main } = await import("../dist/main.js")
  main(version)
}
