/**
 * Reads why bubblewrap could not build a sandbox. Its messages are English and stable; each is tied to one setting of
 * the machine, and the remedy names it. What is not recognised is passed on as it was printed, on one line.
 */
import { SandboxUnavailable } from "../RunError.ts"
import type { SandboxExit } from "../Sandbox.ts"

const known: readonly (readonly [pattern: RegExp, why: string, remedy: string])[] = [
  [
    /setting up uid map: Permission denied/,
    "AppArmor forbids bubblewrap to create a user namespace (kernel.apparmor_restrict_unprivileged_userns=1).",
    "Install an AppArmor profile that grants `userns` to bwrap, as Ubuntu's apparmor-profiles package does."
  ],
  [
    /No permissions to creat(e|ing) new namespace|Operation not permitted.*namespace|clone.*Operation not permitted/,
    "This machine or container does not let bubblewrap create a namespace.",
    "Enable user namespaces (sysctl kernel.unprivileged_userns_clone=1), or give the container a seccomp profile that allows them."
  ],
  [
    /nesting depth or .*max_.*_namespaces exceeded/,
    "No more namespaces may be created here.",
    "Raise user.max_user_namespaces with sysctl."
  ],
  [
    /Can't mount proc|Failed to make \/ slave|Failed to mount/,
    "This container does not let bubblewrap mount what a sandbox needs.",
    "Run outside the container, or give it a seccomp and AppArmor profile that allows mounts in user namespaces."
  ],
  [
    /Unknown option --disable-userns/,
    "This bubblewrap is older than 0.8 and cannot forbid nested namespaces.",
    "Install bubblewrap 0.8 or newer."
  ],
  [
    /setpriv: .*Operation not permitted/,
    "This process runs as root but may not change to an unprivileged user.",
    "Give the container the SETUID and SETGID capabilities, or run as an ordinary user."
  ],
  [
    /execvp \/opt\/node: Permission denied/,
    "The Node program cannot be executed inside the sandbox.",
    "If the temporary directory is mounted noexec, point TMPDIR at one that is not."
  ],
  [
    /Failed to reserve virtual memory|prlimit: failed to set/,
    "Node does not start within the limits of the sandbox.",
    "Raise the hard limits of this process (ulimit -H), or the addressSpaceMebibytes and processes of the run."
  ]
]

/** Explains a sandbox that ended before the script began. */
export function explainBubblewrap(exit: SandboxExit, stderr: string): SandboxUnavailable {
  const found = known.find(([pattern]) => pattern.test(stderr))
  if (found !== undefined) return new SandboxUnavailable({ why: found[1], remedy: found[2] })
  const printed = stderr
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 300)
  const ending = exit.signal === null ? `exit code ${String(exit.code)}` : exit.signal
  return new SandboxUnavailable({
    why: `The sandbox ended before the script began (${ending})${printed === "" ? "." : `: ${printed}`}`,
    remedy: "Run `bwrap --unshare-all --ro-bind / / true` to see whether bubblewrap works on this machine."
  })
}
