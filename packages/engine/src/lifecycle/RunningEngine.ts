/**
 * An engine that can be used, whoever runs it.
 */
import type { ProjectIdentity } from "../project/Project.ts"
import type { DataDirectory } from "./DataDirectory.ts"

export interface RunningEngine {
  readonly directory: DataDirectory
  readonly identity: ProjectIdentity
  readonly port: number
  readonly attached: boolean
}
