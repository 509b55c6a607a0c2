import {
  memoryStore, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionStore, type SessionSummary,
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
export function changed(store: SessionStore, change: Partial<SessionStore>): SessionStore {
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

export function changedWriter(store: SessionStore, change: WriterChange): SessionStore {
  return changed(store, {
    create: async (opened) => {
      const writer = await store.create(opened)
      return { append: (event) => writer.append(event), close: () => writer.close(), ...change(writer, opened) }
    },
  })
}

/** The store with recorded values changed on their way in. */
export function changedValues(store: SessionStore, change: (value: StoredValue) => StoredValue): SessionStore {
  return changedWriter(store, (writer) => ({
    append: (event) => writer.append(event.type === 'recorded' ? { ...event, value: change(event.value) } : event),
  }))
}

/** The store with summaries changed on their way out. */
export function changedSummaries(store: SessionStore, change: (summary: SessionSummary) => SessionSummary): SessionStore {
  return changed(store, {
    sessions: async () => (await store.sessions()).map(change),
    session: async (id) => change(await store.session(id)),
  })
}

/** The store with the events that are read changed. */
export function changedEvents(
  store: SessionStore, change: (id: string, options: ReadEventsOptions | undefined) => AsyncIterable<SessionEvent>,
): SessionStore {
  return changed(store, { events: change })
}

/** A store in memory with the defect, seen through one instance. */
export function brokenFixture({ breakStore }: BrokenStore) {
  const store = breakStore(memoryStore())
  return { store, reopen: () => Promise.resolve(store), [Symbol.asyncDispose]: () => Promise.resolve() }
}
