/** The system programs a Linux sandbox is made of, found on PATH, and how to install the missing ones. */
import * as fs from "node:fs"
import * as path from "node:path"
import { SandboxUnavailable } from "../RunError.ts"

export interface Executables {
  readonly bwrap: string
  readonly prlimit: string
  /** Only needed to leave uid 0. */
  readonly setpriv: string | undefined
}

const installBubblewrap =
  "Install the package bubblewrap: apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora), pacman -S bubblewrap (Arch), apk add bubblewrap (Alpine)."
const installUtilLinux = "Install the package util-linux; it holds prlimit and setpriv."

/** Finds what a sandbox needs, or says which package is missing. */
export function findExecutables(options: {
  readonly platform: string
  readonly searchPath: readonly string[]
  readonly isRoot: boolean
}): Executables | SandboxUnavailable {
  if (options.platform !== "linux") {
    return new SandboxUnavailable({
      why: `The local sandbox is made with bubblewrap, which needs Linux; this is ${options.platform}.`,
      remedy: "Run it on Linux, or in a Linux virtual machine."
    })
  }
  const bwrap = find("bwrap", options.searchPath)
  if (bwrap === undefined) {
    return new SandboxUnavailable({ why: "bubblewrap is not installed.", remedy: installBubblewrap })
  }
  const prlimit = find("prlimit", options.searchPath)
  const setpriv = find("setpriv", options.searchPath)
  if (prlimit === undefined || (options.isRoot && setpriv === undefined)) {
    const missing = prlimit === undefined ? "prlimit" : "setpriv"
    return new SandboxUnavailable({ why: `${missing} is not installed.`, remedy: installUtilLinux })
  }
  return { bwrap, prlimit, setpriv: options.isRoot ? setpriv : undefined }
}

function find(name: string, searchPath: readonly string[]): string | undefined {
  return searchPath
    .filter((directory) => path.isAbsolute(directory))
    .map((directory) => path.join(directory, name))
    .find((file) => {
      try {
        fs.accessSync(file, fs.constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
