import {
  memoryStore, StoreError, type OperationOptions, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionStore,
  type SessionSummary, type SessionWriter,
} from '../src/index.ts'

interface Waiting {
  readonly event: SessionEvent
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A writer that commits when the test says so, as a disk does when it has time. */
export class HeldWriter implements SessionWriter {
  /** Everything that was offered, in the order it came. */
  readonly offered: SessionEvent[] = []
  /** Whether events wait for `commit`; otherwise each is durable at once. */
  held = true
  closed = 0
  /** Called after every event. */
  onOffer: ((event: SessionEvent) => void) | undefined
  /** The most events that ever waited. */
  mostWaiting = 0
  readonly #shared: boolean
  #waiting: Waiting[] = []
  #batch: PromiseWithResolvers<undefined> | undefined

  /** `shared`: events of one commit share a promise; otherwise each has its own. */
  constructor(shared: boolean) {
    this.#shared = shared
  }

  append(event: SessionEvent): Promise<void> {
    this.offered.push(event)
    const durable = this.#enqueue(event)
    this.mostWaiting = Math.max(this.mostWaiting, this.#waiting.length)
    if (!this.held) this.commit()
    this.onOffer?.(event)
    return durable
  }

  #enqueue(event: SessionEvent): Promise<void> {
    const { promise, resolve, reject } = this.#shared ? (this.#batch ??= Promise.withResolvers()) : Promise.withResolvers<undefined>()
    this.#waiting.push({ event, resolve: () => resolve(undefined), reject })
    return promise
  }

  commit(): void {
    for (const { resolve } of this.#takeAll()) resolve()
  }

  fail(error: unknown): void {
    for (const { reject } of this.#takeAll()) reject(error)
  }

  #takeAll(): Waiting[] {
    const waiting = this.#waiting
    this.#waiting = []
    this.#batch = undefined
    return waiting
  }

  close(): Promise<void> {
    this.closed++
    return Promise.resolve()
  }
}

/** A store in memory that writes through a function of the test: it may refuse, wait, or let through. */
export class StoreWith implements SessionStore {
  readonly name = 'test'
  readonly location = 'test'
  /** Everything that was offered, in the order it came. */
  readonly offered: SessionEvent[] = []
  closedWriters = 0
  readonly #memory = memoryStore()
  readonly #before: (event: SessionEvent) => Promise<void> | undefined

  /** `before`: what to wait for before an event is stored; it is refused where that rejects. */
  constructor(before: (event: SessionEvent) => Promise<void> | undefined) {
    this.#before = before
  }

  async create(opened: SessionOpened): Promise<SessionWriter> {
    await this.#before(opened)
    const writer = await this.#memory.create(opened)
    this.offered.push(opened)
    return {
      append: (event) => {
        this.offered.push(event)
        const wait = this.#before(event)
        return wait === undefined ? writer.append(event) : wait.then(() => writer.append(event))
      },
      close: async () => {
        this.closedWriters++
        await writer.close()
      },
    }
  }

  sessions(options?: OperationOptions): Promise<readonly SessionSummary[]> {
    return this.#memory.sessions(options)
  }

  session(id: string, options?: OperationOptions): Promise<SessionSummary> {
    return this.#memory.session(id, options)
  }

  events(id: string, options?: ReadEventsOptions): AsyncIterable<SessionEvent> {
    return this.#memory.events(id, options)
  }

  close(): Promise<void> {
    return this.#memory.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A store whose disk is full from the n-th point on, with room left for the events that close a session. */
export function fullFromPoint(n: number): StoreWith {
  const error = new StoreError('full', 'The disk is full.')
  let points = 0
  return new StoreWith((event) => (event.type === 'point' && ++points >= n ? Promise.reject(error) : undefined))
}
