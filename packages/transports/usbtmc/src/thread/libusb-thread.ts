import type { Worker } from 'node:worker_threads'
import { UnsupportedError } from '@lab/core'
import { startThread } from '../start-thread.ts'
import { errorOf } from './failure.ts'
import type { ThreadCalls, ThreadReply } from './messages.ts'

interface Pending {
  resolve(answer: unknown): void
  reject(reason: Error): void
}

/** Longest time that the end of the process is held up for devices to be closed, in ms: as long as the kernel waits for one that is mute. */
const graceMs = 5000

/**
 * The thread in which libusb runs, from this side. libusb opens, claims and lists devices, and hands over transfers, in calls that wait
 * for the kernel, which may itself wait for a device: here they hold up nobody's event loop. There is one for the process, started
 * when it is first needed. It keeps the process alive only while something is asked of it or a port is open.
 */
class LibusbThread {
  readonly #pending = new Map<number, Pending>()
  readonly #whenLost = new Map<number, () => void>()
  readonly #onChange = new Set<() => void>()
  readonly #left = new Int32Array(new SharedArrayBuffer(4))
  #worker: Worker | undefined
  #lastId = 0
  /** Requests and ports. */
  #users = 0

  /** @param moved memory that is the thread's from now on */
  async request<K extends keyof ThreadCalls>(
    call: K, asked: ThreadCalls[K]['asked'], moved: readonly ArrayBuffer[] = [],
  ): Promise<ThreadCalls[K]['answer']> {
    const worker = this.#running()
    const id = ++this.#lastId
    this.#use(1)
    try {
      return await new Promise<ThreadCalls[K]['answer']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject })
        worker.postMessage({ id, call, ...asked }, [...moved])
      })
    } finally {
      this.#use(-1)
    }
  }

  /** Keeps the process alive from now on until the port is forgotten. */
  keep(port: number, onLost: () => void): void {
    if (this.#whenLost.size === 0) process.on('exit', this.#leave)
    this.#whenLost.set(port, onLost)
    this.#use(1)
  }

  forget(port: number): void {
    if (!this.#whenLost.delete(port)) return
    this.#use(-1)
    if (this.#whenLost.size === 0) process.off('exit', this.#leave)
  }

  /** Calls back when something was plugged in or unplugged. Returns the function that ends it. */
  watch(listener: () => void): () => void {
    this.#onChange.add(listener)
    if (this.#onChange.size === 1) this.#tell(true)
    return () => {
      if (this.#onChange.delete(listener) && this.#onChange.size === 0) this.#tell(false)
    }
  }

  /** libusb does not survive it when a thread ends with transfers under way. The process is kept until they are over. */
  readonly #leave = (): void => {
    if (this.#worker === undefined) return
    this.request('leave', {}).catch(() => undefined)
    Atomics.wait(this.#left, 0, 0, graceMs)
  }

  #tell(on: boolean): void {
    // Without libusb nothing comes and goes; whoever lists devices is told why.
    this.request('watch', { on }).catch(() => undefined)
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker
    Atomics.store(this.#left, 0, 0)
    const worker = startThread(this.#left)
    this.#worker = worker
    worker.on('message', (reply: ThreadReply) => this.#take(reply))
    worker.on('error', (error: unknown) => this.#end(worker, notAvailable(error)))
    worker.on('exit', () => this.#end(worker, new Error('The thread of libusb has ended.')))
    if (this.#users === 0) worker.unref()
    return worker
  }

  #use(count: 1 | -1): void {
    this.#users += count
    if (this.#users === 0) this.#worker?.unref()
    else if (this.#users === 1 && count === 1) this.#worker?.ref()
  }

  #take(reply: ThreadReply): void {
    if ('event' in reply) return reply.event === 'lost' ? this.#whenLost.get(reply.port)?.() : this.#changed()
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if ('failure' in reply) pending?.reject(errorOf(reply.failure))
    else pending?.resolve(reply.answer)
  }

  #changed(): void {
    for (const listener of [...this.#onChange]) listener()
  }

  /** Where it could not be started, or has ended by itself: the next request starts another one. */
  #end(worker: Worker, reason: Error): void {
    if (worker !== this.#worker) return
    this.#worker = undefined
    for (const pending of this.#pending.values()) pending.reject(reason)
    this.#pending.clear()
    for (const lose of [...this.#whenLost.values()]) lose()
  }
}

function notAvailable(cause: unknown): UnsupportedError {
  const [why = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
  return new UnsupportedError(`libusb is not available: ${why.replace(/\.$/, '')}.`, {
    hint: 'Reinstall @lab/transport-usbtmc for this system: it comes with libusb for Linux, macOS and Windows on x64 and arm64.', cause,
  })
}

export const libusbThread = new LibusbThread()
