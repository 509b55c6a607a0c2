import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { shareFolder } from './folders.ts'
import { initramfs } from './initramfs.ts'
import { jobScript, type JobOptions } from './job-script.ts'
import { debianKernel } from './kernel.ts'
import { consoleFile, machineArguments } from './machine.ts'
import { programFile } from './missing.ts'
import { runFolder } from './run-folders.ts'

const guestFolder = path.join(import.meta.dirname, '..', 'guest')

export interface GuestOptions extends JobOptions {
  /** Called with every line that the command prints, without its end. */
  readonly onLine: (line: string) => void
  /** The machine is switched off after this, in ms. */
  readonly timeoutMs: number
}

/** How a run in the guest ended. */
export interface GuestEnd {
  /** Of the command; undefined where the machine ended before it. */
  readonly status: number | undefined
  readonly timedOut: boolean
  /** What the kernel and QEMU said. */
  readonly log: string
}

/**
 * Boots the guest, runs one command in it, switches it off. The guest sees the files of this machine at the same paths; what it
 * writes is lost.
 */
export async function runInGuest(command: readonly string[], options: GuestOptions): Promise<GuestEnd> {
  const kernel = await debianKernel()
  const files = { image: kernel.image, initramfs: await initramfs(kernel), share: shareFolder }
  const jobFolder = await runFolder(path.join(shareFolder, 'jobs'), 'job')
  const folder = await runFolder(tmpdir(), 'lab-usb-rig')
  try {
    await writeJob(jobFolder, command, options)
    return await runMachine(machineArguments({ ...files, job: path.basename(jobFolder), folder }), folder, options)
  } finally {
    await rm(folder, { recursive: true, force: true })
    await rm(jobFolder, { recursive: true, force: true })
  }
}

async function writeJob(folder: string, command: readonly string[], options: GuestOptions): Promise<void> {
  for (const name of ['guest.sh', 'rig']) await copyFile(path.join(guestFolder, name), path.join(folder, name))
  await chmod(path.join(folder, 'rig'), 0o755)
  await writeFile(path.join(folder, 'job.sh'), jobScript(command, options))
}

async function runMachine(parameters: readonly string[], folder: string, { onLine, timeoutMs }: GuestOptions): Promise<GuestEnd> {
  const qemu = programFile('qemu-system-x86_64') ?? 'qemu-system-x86_64'
  // It must not outlive whoever is killed here. Its input stays open: at the end of it the guest's output would stop too.
  const machine = spawn('setpriv', ['--pdeathsig', 'KILL', qemu, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] })
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    machine.kill('SIGKILL')
  }, timeoutMs)
  let complaints = ''
  machine.stderr.setEncoding('utf8').on('data', (text: string) => { complaints += text })
  createInterface({ input: machine.stdout }).on('line', (line) => onLine(line.replace(/\r$/u, '')))
  try {
    // The streams end behind the process: 'close', not 'exit'.
    await once(machine, 'close')
  } finally {
    clearTimeout(timer)
  }
  const console = await readFile(consoleFile(folder), 'utf8').catch(() => '')
  const status = /^rig: status (\d+)/mu.exec(console)?.[1]
  return { status: status === undefined ? undefined : Number(status), timedOut, log: `${complaints}${console.replaceAll('\r', '')}` }
}
