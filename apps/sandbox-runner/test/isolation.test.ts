import * as fs from "node:fs"
import * as net from "node:net"
import * as os from "node:os"
import * as path from "node:path"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { isSandboxMissing, runTest, whySkipped } from "./support/sandbox.ts"

const canary = "phx_canary0123456789abcdefghij"

describe.skipIf(isSandboxMissing)(`a script in the sandbox${whySkipped}`, () => {
  beforeAll(() => {
    process.env["POSTHOG_PERSONAL_API_KEY"] = canary
  })
  afterAll(() => {
    delete process.env["POSTHOG_PERSONAL_API_KEY"]
  })

  it("cannot reach a server on the host's loopback address", async () => {
    let connections = 0
    const server = net.createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as net.AddressInfo
    const { result } = await runTest(`
      import net from "node:net"
      export default await new Promise((resolve) => {
        const socket = net.connect(${port}, "127.0.0.1", () => resolve("connected"))
        socket.on("error", (error: any) => resolve(error.code))
      })`)
    await new Promise((resolve) => server.close(resolve))
    assert.strictEqual(result, "ECONNREFUSED")
    assert.strictEqual(connections, 0)
  })

  it("cannot reach an address outside nor resolve a name", async () => {
    const { result } = await runTest(`
      import net from "node:net"
      import dns from "node:dns/promises"
      const outside = await new Promise((resolve) => {
        const socket = net.connect(443, "192.0.2.1", () => resolve("connected"))
        socket.on("error", (error: any) => resolve(error.code))
      })
      const name = await dns.lookup("us.posthog.com").then(() => "resolved", (error) => "refused")
      const fetched = await fetch("https://us.posthog.com").then(() => "fetched", () => "refused")
      export default { outside, name, fetched, interfaces: Object.keys((await import("node:os")).networkInterfaces()) }`)
    assert.deepStrictEqual(result, {
      outside: "ENETUNREACH",
      name: "refused",
      fetched: "refused",
      interfaces: ["lo"]
    })
  })

  it("sees no file of the host but system libraries", async () => {
    const repository = path.resolve(fileURLToPath(import.meta.url), "../..")
    const paths = [
      "/etc/passwd",
      "/etc/hostname",
      "/root",
      "/home",
      os.homedir(),
      repository,
      "/var",
      "/sys",
      "/usr/bin",
      os.tmpdir() + "/x"
    ]
    const { result } = await runTest(`
      import fs from "node:fs"
      export default {
        found: ${JSON.stringify(paths)}.filter((path) => fs.existsSync(path)),
        root: fs.readdirSync("/").sort().filter((name) => !name.startsWith("lib"))
      }`)
    assert.deepStrictEqual(result, { found: [], root: ["dev", "job", "opt", "proc", "tmp", "usr"] })
  })

  it("finds no key in its environment, its parents' environment or arguments, or its files", async () => {
    const { result, stdout, transcript } = await runTest(
      `
      import fs from "node:fs"
      const seen: string[] = [JSON.stringify(process.env), process.argv.join(" "), process.execArgv.join(" ")]
      for (const pid of fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name))) {
        for (const file of ["environ", "cmdline", "status", "mountinfo", "comm"]) {
          try { seen.push(fs.readFileSync("/proc/" + pid + "/" + file, "utf8")) } catch {}
        }
      }
      for (const file of fs.globSync("/{job,tmp}/**/*")) { try { seen.push(fs.readFileSync(file, "utf8")) } catch {} }
      await posthog.query("select 1 from events")
      console.log(seen.join("\\n"))
      export default { environment: process.env, first: fs.readFileSync("/proc/1/environ", "utf8") }`,
      { posthog: { ...({ personalApiKey: canary } as object) } }
    )
    assert.deepStrictEqual(result, { environment: { HOME: "/job", TMPDIR: "/tmp", PWD: "/job" }, first: "" })
    assert.include(stdout, "--max-old-space-size")
    assert.notInclude(stdout + JSON.stringify(transcript), "canary")
    assert.notInclude(stdout, "POSTHOG_PERSONAL")
  })

  it("does not learn the host's paths from the arguments of process 1", async () => {
    const { result } = await runTest(
      `import fs from "node:fs"\nexport default fs.readFileSync("/proc/1/cmdline", "utf8").split("\\0")`
    )
    assert.notInclude(JSON.stringify(result), "node_modules")
    assert.notInclude(JSON.stringify(result), os.tmpdir())
  })

  it("does not inherit a descriptor that this process was started with", async () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "leak-"))
    const secret = fs.openSync(path.join(directory, "secret.txt"), "w+")
    fs.writeSync(secret, "the secret")
    const script = path.join(directory, "run.mjs")
    const library = import.meta.resolve("@posthog-driver/sandbox-runner")
    const inside = `import fs from "node:fs"
      export default fs.readdirSync("/proc/self/fd").flatMap((fd) => { try { return [fs.readlinkSync("/proc/self/fd/" + fd)] } catch { return [] } })`
    fs.writeFileSync(
      script,
      `import { runScript } from ${JSON.stringify(library)}
       const { result } = await runScript({ source: ${JSON.stringify(inside)}, posthog: {} })
       console.log(JSON.stringify(result))`
    )
    try {
      const child = spawn(process.execPath, [script], {
        stdio: ["ignore", "pipe", "inherit", ...Array.from({ length: 17 }, () => "ignore" as const), secret]
      })
      let printed = ""
      child.stdout!.on("data", (chunk: Buffer) => (printed += chunk.toString()))
      await new Promise((resolve) => child.once("close", resolve))
      assert.include(printed, "socket:")
      assert.notInclude(printed, "secret.txt")
    } finally {
      fs.closeSync(secret)
      fs.rmSync(directory, { recursive: true })
    }
  })

  it("cannot get out through a symbolic link", async () => {
    const { result } = await runTest(`
      import fs from "node:fs"
      const outcome: Record<string, string> = {}
      for (const [name, target] of [["a", "/etc/passwd"], ["b", "../../../etc/passwd"], ["c", "/proc/1/root/etc/passwd"], ["d", "/proc/self/cwd/../../etc"]]) {
        fs.symlinkSync(target, "/job/" + name)
        try { outcome[name] = fs.readFileSync("/job/" + name, "utf8").slice(0, 5) } catch (error: any) { outcome[name] = error.code }
      }
      export default outcome`)
    assert.deepStrictEqual(result, { a: "ENOENT", b: "ENOENT", c: "ENOENT", d: "ENOENT" })
  })

  it("can write to /job and /tmp only", async () => {
    const { result } = await runTest(`
      import fs from "node:fs"
      const outcome: Record<string, string> = {}
      for (const file of ["/job/x", "/tmp/x", "/x", "/opt/x", "/opt/node", "/dev/x", "/dev/shm/x", "/usr/lib/x", "/proc/sys/kernel/hostname"]) {
        try { fs.writeFileSync(file, "x"); outcome[file] = "written" } catch (error: any) { outcome[file] = error.code }
      }
      export default outcome`)
    assert.deepStrictEqual(result, {
      "/job/x": "written",
      "/tmp/x": "written",
      "/x": "EROFS",
      "/opt/x": "EROFS",
      "/opt/node": "EROFS",
      "/dev/x": "EROFS",
      "/dev/shm/x": "EROFS",
      "/usr/lib/x": "EROFS",
      "/proc/sys/kernel/hostname": "EACCES"
    })
  })

  it("runs as an unprivileged user without capabilities, with no way to gain any", async () => {
    const { result } = await runTest(
      `
      import fs from "node:fs"
      const status = fs.readFileSync("/proc/self/status", "utf8")
      export default [process.getuid(), process.getgid(), process.getgroups().filter((group) => group === 0), /CapEff:\\t(\\w+)/.exec(status)[1], /CapBnd:\\t(\\w+)/.exec(status)[1], /NoNewPrivs:\\t(\\d)/.exec(status)[1]]`,
      { language: "js" }
    )
    assert.deepStrictEqual(result, [65534, 65534, [], "0000000000000000", "0000000000000000", "1"])
  })
})
