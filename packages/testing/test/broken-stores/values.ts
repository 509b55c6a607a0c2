import { isWaveform } from '@lab/core'
import { changed, changedValues, changedWriter, type BrokenStore } from './broken-store.ts'

const numbersFact = 'keeps every float64, also NaN, infinities, −0 and denormals'
const depthFact = 'keeps booleans, null, arrays and objects to any depth'
const readingsFact = 'keeps readings with source, condition and uncertainty'

export const brokenValues: readonly BrokenStore[] = [
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
    breakStore: (store) => changedValues(store, (value) => (
      typeof value === 'number' && value < 1 ? Number(value.toPrecision(15)) : value
    )),
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
]
