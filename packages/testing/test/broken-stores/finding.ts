import { changed, changedEvents, changedSummaries, changedWriter, type BrokenStore } from './broken-store.ts'

const notFoundFact = 'rejects with StoreError (not-found) for a session it does not have'
const runningFact = 'a session is running while its writer lives, also for another reader'

export const brokenFinding: readonly BrokenStore[] = [
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
