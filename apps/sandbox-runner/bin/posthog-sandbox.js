#!/usr/bin/env node
// Its own file: an old Node must be able to read this much in order to say that it is too old.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `posthog-sandbox needs Node 22.19 or newer; this is ${process.versions.node}. Install a current Node and run it again.\n`
  )
  process.exitCode = 2
} else {
  const { main } = await import("../dist/main.js")
  await main(process.argv.slice(2))
}
