/** The packages of the workspace, read from their manifests: what the workspace's own scripts and tests loop over. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly engines: { readonly node: string }
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly files?: readonly string[]
}

export interface WorkspacePackage {
  readonly directory: string
  readonly manifest: Manifest
}

export const root = join(import.meta.dirname, "..")

export const workspacePackages: readonly WorkspacePackage[] = ["packages", "apps"].flatMap((group) =>
  readdirSync(join(root, group), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      directory: join(root, group, name),
      manifest: JSON.parse(readFileSync(join(root, group, name, "package.json"), "utf8"))
    }))
)
