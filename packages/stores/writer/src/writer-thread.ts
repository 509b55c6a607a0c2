import type { Worker } from 'node:worker_threads'
import type { WriterReply } from './messages.ts'
import { startThread } from './start-thread.ts'

/** What a thread is for. Threads of one module are alike. */
export interface ThreadKind {
  /** The module of the thread, which calls `serveWriter`. */
  readonly thread: URL
  /** Its name, for people with a debugger. */
  readonly name: string
  /** Room for its short-lived values, in MB: little keeps its memory flat. */
  readonly youngGenerationMb: number
}

/** Who uses a thread. */
export interface ThreadUser {
  onReply(reply: WriterReply): void
  /** The thread is gone, though nobody asked for it. */
  onEnd(why: string): void
}

/** Threads that wait for the next session, by their module. */
const idle = new Map<string, WriterThread[]>()
/** No more are kept. */
const mostIdle = 2

/**
 * A writer thread. One that has done its session waits for the next: starting one takes as long as writing some thousand points, and V8
 * aborts the process now and then when threads end while others make code. A thread that waits does not keep the process alive.
 */
export class WriterThread {
  readonly #kind: ThreadKind
  readonly #worker: Worker
  #user: ThreadUser | undefined

  private constructor(kind: ThreadKind) {
    const { thread, name, youngGenerationMb } = kind
    this.#kind = kind
    this.#worker = startThread(thread, { name, resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb } })
    this.#worker.on('message', (reply: WriterReply) => this.#user?.onReply(reply))
    this.#worker.on('error', (error: unknown) => this.#end(`failed: ${String(error)}`))
    this.#worker.on('exit', () => this.#end('has ended.'))
  }

  /** A thread that nobody uses, a new one where there is none. */
  static take(kind: ThreadKind, user: ThreadUser): WriterThread {
    const thread = idle.get(kind.thread.href)?.pop() ?? new WriterThread(kind)
    thread.#user = user
    return thread
  }

  /** Nobody uses it any more: it has answered everything. */
  release(): void {
    this.#user = undefined
    this.#worker.unref()
    const others = idle.get(this.#kind.thread.href) ?? []
    if (others.length >= mostIdle) return void this.#worker.terminate()
    idle.set(this.#kind.thread.href, [...others, this])
  }

  #end(why: string): void {
    const others = idle.get(this.#kind.thread.href)
    if (others !== undefined) idle.set(this.#kind.thread.href, others.filter((other) => other !== this))
    this.#user?.onEnd(why)
    this.#user = undefined
  }

  post(request: unknown, memory: ArrayBuffer[]): void {
    this.#worker.postMessage(request, memory)
  }

  /** Whether the process lives on for it. */
  hold(held: boolean): void {
    if (held) this.#worker.ref()
    else this.#worker.unref()
  }
}
