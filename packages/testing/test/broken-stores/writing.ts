import { StoreError, type SessionEvent, type SessionWriter } from '@lab/core'
import { changed, changedEvents, changedWriter, type BrokenStore } from './broken-store.ts'

const orderFact = 'events appended without waiting keep their order, ten thousand of them'
const twiceFact = 'a writer may be closed twice, and so may the store'

export const brokenWriting: readonly BrokenStore[] = [
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
      const isClosed = (): boolean => closed
      return {
        append: async (event) => {
          if (isClosed()) throw new StoreError('write', 'closed')
          await new Promise((resolve) => setImmediate(resolve))
          if (!isClosed()) await writer.append(event)
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
]
