import { defineConfig } from "rolldown"

// One bundle, so that a command starts in a tenth of a second; what must be found through `import.meta.resolve` (the
// parser's worker, chDB's process, the sandbox's guest) or is optional stays a package of its own.
export default defineConfig({
  input: "src/main.ts",
  platform: "node",
  external: [
    /^@posthog-driver\/(hogql-compiler|engine|sandbox-runner)(\/|$)/,
    "chdb",
    "@aws-sdk/client-secrets-manager",
    "@napi-rs/keyring"
  ],
  output: {
    dir: "dist",
    format: "esm",
    minify: { compress: true, mangle: true, codegen: false },
    codeSplitting: true,
    cleanDir: true
  }
})
