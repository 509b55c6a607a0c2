import { execFile, fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Point, Spoiling } from '../support/spoiler.ts'
import type { DeviceOrder } from './device-process.ts'

const run = promisify(execFile)
const devices = '/sys/bus/usb/devices'

/** An interface that the kernel's driver has taken. */
export interface Bound {
  /** Such as `1-1:1.0`. */
  readonly interfaceName: string
  /** Such as `/dev/usbtmc0`. */
  readonly file: string
}

/** A contract instrument that this machine's kernel has plugged in over USB/IP. */
export interface Plugged extends AsyncDisposable {
  readonly resource: string
  /** What the kernel's driver made of it when it was plugged in first. */
  readonly bound: Bound
  /** Transfers of the host that wait for the instrument, as its side sees it. */
  waiting(): Promise<number>
  /** Pulls the plug from the instrument's side. */
  unplug(): Promise<void>
  /** Spoils the next response of so many bytes. */
  spoil(spoiling: Spoiling, point: Point, messageBytes: number): Promise<void>
  /** Plugs it in again. */
  replug(): Promise<void>
}

/** How long anything of this may take, in ms, before it counts as stuck. */
const patienceMs = 30_000

/** The process in which the devices are, started for the first of them. One is enough for many, one after the other. */
export class DeviceProcess implements AsyncDisposable {
  #child: ChildProcess | undefined
  readonly #ended = new AbortController()

  async plugIn(serial: string, speed: 'high' | 'full' = 'high'): Promise<Plugged> {
    const port = await this.#order({ order: 'serve', serial, speed })
    const gone = async (): Promise<void> => {
      await until(() => (nameOf(serial) === undefined ? true : undefined), `unplugging ${serial}`)
    }
    const attach = async (): Promise<Bound> => {
      await run('usbip', ['--tcp-port', String(port), 'attach', '-r', '127.0.0.1', '-b', '1-1'], { timeout: patienceMs })
      const bound = await until(() => boundOf(serial), `plugging in ${serial}`)
      await run('udevadm', ['settle', `--timeout=${patienceMs / 1000}`])
      return bound
    }
    return {
      bound: await attach(),
      resource: `USB0::0x2A8D::0x8F01::${serial}::INSTR`,
      waiting: () => this.#order({ order: 'waiting' }),
      replug: async () => {
        await attach()
      },
      spoil: async (spoiling, point, messageBytes) => {
        await this.#order({ order: 'spoil', spoiling, point, messageBytes })
      },
      unplug: async () => {
        await this.#order({ order: 'unplug' })
        await gone()
      },
      [Symbol.asyncDispose]: async () => {
        await this.#order({ order: 'close' })
        await gone()
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child === undefined || this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  async #order(order: DeviceOrder): Promise<number> {
    this.#child ??= this.#start()
    const signal = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(patienceMs)])
    const answered = once(this.#child, 'message', { signal })
    this.#child.send(order)
    const [answer] = await answered.catch(() => { throw new Error(`The devices did not '${order.order}': ${String(signal.reason)}`) })
    return Number(answer)
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(new URL('device-process.ts', import.meta.url)))
    child.once('exit', (code) => this.#ended.abort(new Error(`Their process has ended (${code}).`)))
    return child
  }
}

/** Name of the device in sysfs, such as `1-1`. One that goes while it is looked at is not there. */
function nameOf(serial: string): string | undefined {
  return readdirSync(devices).find((name) => {
    try {
      return readFileSync(`${devices}/${name}/serial`, 'utf8').trim() === serial
    } catch {
      return false
    }
  })
}

/** What the kernel's driver has made of it. Its folder is there long before: the driver asks the device first. */
function boundOf(serial: string): Bound | undefined {
  const interfaceName = `${nameOf(serial)}:1.0`
  const folder = `${devices}/${interfaceName}/usbmisc`
  const [file] = existsSync(folder) ? readdirSync(folder) : []
  return file !== undefined && existsSync(`/dev/${file}`) ? { interfaceName, file: `/dev/${file}` } : undefined
}

async function until<T>(find: () => T | undefined, what: string): Promise<T> {
  for (let waited = 0; waited <= patienceMs; waited += 20) {
    const found = find()
    if (found !== undefined) return found
    await sleep(20)
  }
  throw new Error(`${what} did not happen within ${patienceMs / 1000} s`)
}
