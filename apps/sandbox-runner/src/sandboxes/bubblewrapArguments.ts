/**
 * The sandbox as bubblewrap's arguments: new namespaces for everything (network included), an empty environment, no
 * capabilities, a read-only root that holds Node and the system's library directories and nothing else of the host.
 *
 * The script and its client are written into a file system in memory, so no writable directory is shared and none is left
 * behind. `--clearenv` alone would not do: process 1 inside is bubblewrap itself, and shows the environment and
 * arguments it was started with in `/proc/1`; that is why it is started with neither (see `Bubblewrap.ts`).
 *
 * @see https://man.archlinux.org/man/bwrap.1
 */
import * as fs from "node:fs"
import type { Limits } from "../Limits.ts"

/** A file that appears inside; bubblewrap reads its content from a descriptor. */
export interface JobFile {
  readonly path: string
  readonly content: string
}

/** The options, for `--args`. `firstDescriptor` is where the first job file is read from. */
export function bubblewrapArguments(options: {
  readonly node: string
  readonly prlimit: string
  readonly limits: Limits
  readonly files: readonly JobFile[]
  readonly firstDescriptor: number
  /** Where bubblewrap says which process is the first inside. */
  readonly infoDescriptor: number
}): readonly string[] {
  const scratchBytes = String(options.limits.scratchMebibytes * 1_048_576)
  return [
    ...[
      "--unshare-all",
      "--unshare-user",
      "--disable-userns",
      "--die-with-parent",
      "--new-session",
      "--clearenv"
    ],
    ...["--cap-drop", "ALL", "--hostname", "sandbox", "--uid", "65534", "--gid", "65534"],
    ...["--info-fd", String(options.infoDescriptor)],
    ...libraries(),
    ...["--ro-bind", options.node, "/opt/node", "--ro-bind", options.prlimit, "/opt/prlimit"],
    // Devices stay usable on a read-only /dev; its /dev/shm would otherwise hold half of the machine's memory.
    ...["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"],
    ...["--size", scratchBytes, "--tmpfs", "/tmp", "--size", scratchBytes, "--tmpfs", "/job"],
    ...options.files.flatMap((file, index) => ["--file", String(options.firstDescriptor + index), file.path]),
    ...["--remount-ro", "/", "--chdir", "/job", "--setenv", "HOME", "/job", "--setenv", "TMPDIR", "/tmp"]
  ]
}

/** The command inside: limits first, then Node. Nothing here names the host. */
export function guestCommand(limits: Limits): readonly string[] {
  const mebibyte = 1_048_576
  return [
    "/opt/prlimit",
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 1}`,
    `--as=${limits.addressSpaceMebibytes * mebibyte}`,
    `--nproc=${limits.processes}`,
    `--fsize=${limits.scratchMebibytes * mebibyte}`,
    "--nofile=256",
    "--core=0",
    "--",
    "/opt/node",
    `--max-old-space-size=${limits.heapMebibytes}`,
    // On Node 22 type stripping announces itself on standard error, which belongs to the script.
    "--disable-warning=ExperimentalWarning",
    "/job/main.js"
  ]
}

// Node needs the shared libraries; /usr/bin and the rest stay outside. These directories are bound whole, and hold programs
// too: interpreters, helpers, some of them setuid. A script may run them and gains nothing by it: bubblewrap sets
// no-new-privs, which switches setuid off, the user is nobody without capabilities, and the limits of `guestCommand` are
// inherited. The names under / are links into /usr on most distributions and directories on the others.
function libraries(): readonly string[] {
  return ["/usr/lib", "/usr/lib32", "/usr/lib64", "/lib", "/lib32", "/lib64"].flatMap((directory) => {
    const found = fs.lstatSync(directory, { throwIfNoEntry: false })
    if (found === undefined) return []
    return found.isSymbolicLink()
      ? ["--symlink", fs.readlinkSync(directory), directory]
      : ["--ro-bind", directory, directory]
  })
}
