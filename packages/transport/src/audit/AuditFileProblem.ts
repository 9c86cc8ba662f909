/** What keeps an audit log from being opened or written. */

/** The file of a log is gone, full, locked or broken: the words follow "the audit log". */
export class AuditFileProblem {
  readonly problem: string
  constructor(problem: string) {
    this.problem = problem
  }
}

/** What the file system said, in the words of a log. */
export const problemOf = (cause: unknown): AuditFileProblem => {
  if (cause instanceof AuditFileProblem) return cause
  const { code } = cause as NodeJS.ErrnoException // the file system's functions throw nothing else
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new AuditFileProblem(`cannot be written: the disk, or what may be used of it, is full (${code})`)
    case "ELOOP":
      return new AuditFileProblem("is a symbolic link; name the file itself")
    default:
      return new AuditFileProblem(`cannot be written (${code ?? "unknown error"})`)
  }
}
