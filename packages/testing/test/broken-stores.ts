import {
  StoreError, isWaveform, memoryStore, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionStore, type SessionSummary,
  type SessionWriter, type StoredValue,
} from '@lab/core'

/** A store with one defect, and the facts of the contract that it breaks. */
export interface BrokenStore {
  readonly defect: string
  readonly breakStore: (store: SessionStore) => SessionStore
  readonly fails: readonly string[]
}

type WriterChange = (writer: SessionWriter, opened: SessionOpened) => Partial<SessionWriter>

/** The store with some of its methods replaced. */
function changed(store: SessionStore, change: Partial<SessionStore>): SessionStore {
  return {
    name: store.name,
    location: store.location,
    create: (opened) => store.create(opened),
    sessions: (options) => store.sessions(options),
    session: (id, options) => store.session(id, options),
    events: (id, options) => store.events(id, options),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
    ...change,
  }
}

function changedWriter(store: SessionStore, change: WriterChange): SessionStore {
  return changed(store, {
    create: async (opened) => {
      const writer = await store.create(opened)
      return { append: (event) => writer.append(event), close: () => writer.close(), ...change(writer, opened) }
    },
  })
}

/** The store with recorded values changed on their way in. */
function changedValues(store: SessionStore, change: (value: StoredValue) => StoredValue): SessionStore {
  return changedWriter(store, (writer) => ({
    append: (event) => writer.append(event.type === 'recorded' ? { ...event, value: change(event.value) } : event),
  }))
}

/** The store with summaries changed on their way out. */
function changedSummaries(store: SessionStore, change: (summary: SessionSummary) => SessionSummary): SessionStore {
  return changed(store, {
    sessions: async () => (await store.sessions()).map(change),
    session: async (id) => change(await store.session(id)),
  })
}

/** The store with the events that are read changed. */
function changedEvents(
  store: SessionStore, change: (id: string, options: ReadEventsOptions | undefined) => AsyncIterable<SessionEvent>,
): SessionStore {
  return changed(store, { events: change })
}

const orderFact = 'events appended without waiting keep their order, ten thousand of them'
const numbersFact = 'keeps every float64, also NaN, infinities, −0 and denormals'
const depthFact = 'keeps booleans, null, arrays and objects to any depth'
const readingsFact = 'keeps readings with source, condition and uncertainty'
const notFoundFact = 'rejects with StoreError (not-found) for a session it does not have'
const runningFact = 'a session is running while its writer lives, also for another reader'
const twiceFact = 'a writer may be closed twice, and so may the store'

export const brokenStores: readonly BrokenStore[] = [
  {
    defect: 'makes an append durable some time after it resolved',
    breakStore: (store) => changedWriter(store, (writer) => {
      let last: SessionEvent | undefined
      const flush = async (): Promise<void> => {
        const event = last
        last = undefined
        if (event !== undefined) await writer.append(event)
      }
      return {
        append: async (event) => {
          const before = flush()
          last = event
          await before
          if (event.seq > 4) await flush()
        },
        close: async () => {
          await flush()
          await writer.close()
        },
      }
    }),
    fails: [
      'an event is durable as soon as its append has resolved', 'append after close rejects with StoreError and writes nothing',
      'keeps the samples as they were when they were appended',
    ],
  },
  {
    defect: 'swaps events that are appended together',
    breakStore: (store) => changedWriter(store, (writer) => {
      let held: SessionEvent | undefined
      return {
        append: async (event) => {
          if (event.type !== 'point' || event.index < 9000) return await writer.append(event)
          if (held === undefined) {
            held = event
            return
          }
          const [first, second] = [event, held]
          held = undefined
          await Promise.all([writer.append(first), writer.append(second)])
        },
      }
    }),
    fails: [orderFact],
  },
  {
    defect: 'loses the first event until the second comes',
    breakStore: (store) => changedEvents(store, async function* (id, options) {
      const events: SessionEvent[] = []
      for await (const event of store.events(id, options)) events.push(event)
      if (events.length > 1 || events[0]?.seq !== 1) yield* events
    }),
    fails: ['create resolves when the first event is durable', 'append after close rejects with StoreError and writes nothing'],
  },
  {
    defect: 'forgets what was not written when the writer is closed',
    breakStore: (store) => changedWriter(store, (writer) => {
      let closed = false
      return {
        append: async (event) => {
          if (closed) throw new StoreError('write', 'closed')
          await new Promise((resolve) => setImmediate(resolve))
          if (!closed) await writer.append(event)
        },
        close: async () => {
          closed = true
          await writer.close()
        },
      }
    }),
    fails: ['closing the writer waits for what was appended'],
  },
  {
    defect: 'takes events after its writer was closed',
    breakStore: (store) => changedWriter(store, (writer) => {
      let closed = false
      return {
        append: (event) => closed ? Promise.resolve() : writer.append(event),
        close: () => {
          closed = true
          return writer.close()
        },
      }
    }),
    fails: ['append after close rejects with StoreError and writes nothing'],
  },
  {
    defect: 'rejects the second close of a writer',
    breakStore: (store) => changedWriter(store, (writer) => {
      let closed = false
      return {
        close: async () => {
          if (closed) throw new Error('closed already')
          closed = true
          await writer.close()
        },
      }
    }),
    fails: [twiceFact],
  },
  {
    defect: 'writes two sessions into one',
    breakStore: (store) => {
      let first: SessionWriter | undefined
      return changed(store, {
        create: async (opened) => {
          const writer = await store.create(opened)
          const target = first ?? writer
          first ??= writer
          const isShared = target !== writer
          return {
            append: (event) => isShared && event.type === 'recorded' ? target.append(event) : writer.append(event),
            close: () => writer.close(),
          }
        },
      })
    },
    fails: ['two sessions written at once keep their events apart'],
  },
  {
    defect: 'turns −0 into 0',
    breakStore: (store) => changedValues(store, (value) => value === 0 ? 0 : value),
    fails: [numbersFact],
  },
  {
    defect: 'turns NaN into null',
    breakStore: (store) => changedValues(store, (value) => Number.isNaN(value) ? null : value),
    fails: [numbersFact],
  },
  {
    defect: 'keeps 15 digits of a number',
    breakStore: (store) => changedValues(store, (value) => typeof value === 'number' && value < 1 ? Number(value.toPrecision(15)) : value),
    fails: [numbersFact],
  },
  {
    defect: 'cuts a text at a NUL',
    breakStore: (store) => changedValues(store, (value) => typeof value === 'string' ? value.replace(/\0.*$/s, '') : value),
    fails: ['keeps every text'],
  },
  {
    defect: 'drops empty objects',
    breakStore: (store) => changedValues(store, (value) => JSON.stringify(value) === '{}' ? null : value),
    fails: [depthFact],
  },
  {
    defect: 'keeps dates as text',
    breakStore: (store) => changedValues(store, (value) => value instanceof Date ? value.toISOString() : value),
    fails: ['keeps dates'],
  },
  {
    defect: 'drops the uncertainty of readings',
    breakStore: (store) => changedValues(store, (value) => {
      if (typeof value !== 'object' || value === null || !('uncertainty' in value)) return value
      const { uncertainty: _, ...rest } = value
      return rest
    }),
    fails: [readingsFact],
  },
  {
    defect: 'keeps all samples as float64',
    breakStore: (store) => changedValues(store, (value) => (
      isWaveform(value) && value.raw instanceof Float32Array ? { ...value, raw: Float64Array.from(value.raw) } : value
    )),
    fails: ['keeps waveforms of every sample type'],
  },
  {
    defect: 'reads samples when it gets to it',
    breakStore: (store) => {
      const late: (() => Promise<void>)[] = []
      return changed(changedWriter(store, (writer) => ({
        append: async (event) => {
          if (event.type !== 'recorded' || !isWaveform(event.value) || event.value.step !== 1) return await writer.append(event)
          late.push(() => writer.append(event))
        },
      })), {
        events: async function* (id, options) {
          for (const append of late.splice(0)) await append()
          yield* store.events(id, options)
        },
      })
    },
    fails: ['keeps the samples as they were when they were appended'],
  },
  {
    defect: 'drops the details of points',
    breakStore: (store) => changedWriter(store, (writer) => ({
      append: (event) => {
        if (event.type !== 'point') return writer.append(event)
        const { details: _, ...rest } = event
        return writer.append(rest)
      },
    })),
    fails: ['keeps every type of event with every field'],
  },
  {
    defect: 'lists a session that nobody opened',
    breakStore: (store) => changed(store, {
      sessions: async () => {
        const sessions = await store.sessions()
        return sessions.length > 0 ? sessions : [{ id: 'x', name: 'x', status: 'completed', openedMs: 0, points: 0 }]
      },
    }),
    fails: ['an empty store lists no session'],
  },
  {
    defect: 'lists sessions oldest first',
    breakStore: (store) => changed(store, { sessions: async () => (await store.sessions()).toReversed() }),
    fails: ['lists sessions newest first by the time they were opened'],
  },
  {
    defect: 'counts events instead of points',
    breakStore: (store) => changedSummaries(store, (summary) => ({ ...summary, points: summary.points + 2 })),
    fails: ['a summary has name, operator, times and the number of points over all acquisitions'],
  },
  {
    defect: 'calls a running session interrupted',
    breakStore: (store) => changedSummaries(store, (summary) => (
      summary.status === 'running' ? { ...summary, status: 'interrupted' } : summary
    )),
    fails: [runningFact],
  },
  {
    defect: 'calls an interrupted session running',
    breakStore: (store) => changedSummaries(store, (summary) => (
      summary.status === 'interrupted' ? { ...summary, status: 'running' } : summary
    )),
    fails: ['a session whose writer is gone without its last event is interrupted'],
  },
  {
    defect: 'calls every closed session completed',
    breakStore: (store) => changedSummaries(store, (summary) => (
      summary.status === 'failed' || summary.status === 'aborted' ? { ...summary, status: 'completed' } : summary
    )),
    fails: ['a closed session has the outcome it was closed with'],
  },
  {
    defect: 'takes the first session whose id begins so',
    breakStore: (store) => changed(store, {
      session: async (id) => {
        const found = (await store.sessions()).find((session) => session.id.startsWith(id))
        return found ?? await store.session(id)
      },
    }),
    fails: ['finds a session by a beginning of its id that only one has'],
  },
  {
    defect: 'throws a plain error for an unknown session',
    breakStore: (store) => changed(store, {
      session: async (id) => {
        if (id === 'nosuchsession') throw new Error('what?')
        return await store.session(id)
      },
    }),
    fails: [notFoundFact],
  },
  {
    defect: 'gives no events for an unknown session',
    breakStore: (store) => changedEvents(store, async function* (id, options) {
      if (id !== 'nosuchsession') yield* store.events(id, options)
    }),
    fails: [notFoundFact],
  },
  {
    defect: 'reads from the event behind the one asked for',
    breakStore: (store) => changedEvents(store, (id, options) => (
      store.events(id, options?.from === undefined || options.from === 1 ? options : { ...options, from: options.from + 1 })
    )),
    fails: ['reads events from any seq on'],
  },
  {
    defect: 'leaves gaps in what it reads while it is written',
    breakStore: (store) => {
      let writing = 0
      return changedEvents(
        changedWriter(store, (writer) => ({
          append: async (event) => {
            writing++
            await writer.append(event)
            await new Promise((resolve) => setImmediate(resolve))
            writing--
          },
        })),
        async function* (id, options) {
          const isBusy = writing > 50
          for await (const event of store.events(id, options)) if (!isBusy || event.seq !== 2) yield event
        },
      )
    },
    fails: ['reads a beginning of the log without a gap while it is written'],
  },
  {
    defect: 'does not hear the signal of a reader',
    breakStore: (store) => changedEvents(store, (id, options) => store.events(id, { from: options?.from ?? 1 })),
    fails: ['reading events ends with the reason of an aborted signal'],
  },
]

/** A store in memory with the defect, seen through one instance. */
export function brokenFixture({ breakStore }: BrokenStore) {
  const store = breakStore(memoryStore())
  return { store, reopen: () => Promise.resolve(store), [Symbol.asyncDispose]: () => Promise.resolve() }
}
