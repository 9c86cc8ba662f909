// The layers of docs/architecture.md. Workspace imports resolve to `packages/x/dist/index.js`, so `dist` must not be excluded here,
// and the packages must be built first: an excluded or unresolved edge is an unchecked edge.

/** Who may import whom, besides itself. The engine is imported by tests and by the CLI only: between driver and engine there is HTTP. */
const allowed = {
  "packages/hogql-builder": [],
  "packages/hogql-compiler": [],
  "packages/transport": [],
  "packages/engine": ["packages/hogql-compiler"],
  "packages/driver": ["packages/hogql-builder", "packages/transport", "packages/hogql-compiler"],
  "packages/claude-tools": ["packages/driver", "packages/hogql-builder", "packages/hogql-compiler"],
  "apps/sandbox-runner": ["packages/driver", "packages/hogql-compiler"],
  "apps/cli": [
    "packages/hogql-builder",
    "packages/hogql-compiler",
    "packages/transport",
    "packages/driver",
    "packages/engine",
    "packages/claude-tools",
    "apps/sandbox-runner"
  ]
}

const layers = Object.entries(allowed).map(([room, others]) => ({
  name: `${room.split("/")[1]}-imports-only-its-layer`,
  severity: "error",
  comment: `${room} may import ${others.length === 0 ? "none of our packages" : others.join(", ")}.`,
  from: { path: `^${room}/src/` },
  to: { path: "^(packages|apps)/", pathNot: [room, ...others].map((path) => `^${path}/`) }
}))

module.exports = {
  forbidden: [
    ...layers,
    {
      name: "no-circular",
      severity: "error",
      comment:
        "Types of a tree refer to each other by nature; values do not, except printers: a SELECT holds expressions, which hold SELECTs.",
      from: { pathNot: "^packages/hogql-builder/src/printer/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } }
    },
    { name: "no-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "engine-is-loaded-lazily",
      severity: "error",
      comment: "chDB is heavy and optional: the CLI reaches the engine through import() only.",
      from: { path: "^apps/cli/src/" },
      to: { path: "^packages/engine/", dependencyTypesNot: ["dynamic-import", "type-only"] }
    },
    {
      name: "compiler-is-loaded-lazily",
      severity: "error",
      comment: "The driver starts without the parser's worker.",
      from: { path: "^packages/driver/src/" },
      to: { path: "^packages/hogql-compiler/", dependencyTypesNot: ["dynamic-import", "type-only"] }
    },
    {
      name: "no-effect-in-pure-packages",
      severity: "error",
      from: { path: "^packages/(hogql-builder|hogql-compiler)/src/" },
      to: { path: "node_modules/(effect|@effect)/" }
    },
    {
      name: "platform-node-in-engine-and-apps-only",
      severity: "error",
      from: { path: "^packages/(?!engine/)" },
      to: { path: "node_modules/@effect/platform-node" }
    },
    {
      name: "no-deep-imports",
      severity: "error",
      comment: "Through the package's exports only.",
      from: { path: "^(packages|apps)/([^/]+)/" },
      to: { path: "^(packages|apps)/([^/]+)/src/", pathNot: "^$1/$2/" }
    },
    {
      name: "tests-do-not-ship",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/" },
      to: { path: "^(packages|apps)/[^/]+/test/" }
    }
  ],
  options: {
    doNotFollow: { path: ["node_modules", "/dist/"] },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "types", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".mjs", ".json"]
    }
  }
}
