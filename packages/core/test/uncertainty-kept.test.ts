import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeEvent, encodeEvent, memoryStore, readTable, SettingError, type Calibration, type Environment, type PointAcquired, type Reading,
  type SessionOptions, type UncertaintyComponent,
} from '../src/index.ts'
import { BareInstrument, eventsOf, failureOf, openSession } from './fixtures.ts'

const components: readonly UncertaintyComponent[] = [
  { name: 'accuracy', standard: 0.3, evaluation: 'B', source: 'MY1/dc-voltage/10/gain' }, { name: 'resolution', standard: 0.4, evaluation: 'B' },
]

function volts(value: number, rest: Partial<Reading> = {}): Reading {
  return { value, unit: 'V', timeMs: 5, uncertainty: { standard: 0.5, components, degreesOfFreedom: 12 }, ...rest }
}

/** The points and the store of a session that acquires these readings. */
async function acquired(readings: readonly Reading[], options: Partial<SessionOptions<Record<never, never>>> = {}) {
  const store = memoryStore()
  await using session = await openSession(store, options)
  session.parameter('n', readings.map((_, index) => index))
  session.acquire('a', ({ index }) => ({ v: readings[index] ?? null }))
  await session.run()
  return { store, id: session.id, points: await eventsOf(store, session.id, 'point') }
}

describe('the uncertainty of a cell', () => {
  it('is stored as its standard uncertainty and degrees of freedom', async () => {
    const { points } = await acquired([volts(1), { value: 2, unit: 'V', timeMs: 6, uncertainty: { standard: 0.1, components } }])
    expect(points.map(({ details }) => details)).toEqual([
      [null, { timeMs: 5, uncertainty: { standard: 0.5, degreesOfFreedom: 12 } }], [null, { timeMs: 6, uncertainty: { standard: 0.1 } }],
    ])
  })

  it('is stored with its components where the session is asked to', async () => {
    const { points } = await acquired([volts(1)], { uncertainty: 'components' })
    expect(points[0]?.details?.[1]).toEqual({ timeMs: 5, uncertainty: { standard: 0.5, components, degreesOfFreedom: 12 } })
  })

  it('takes as much room in the log as a few numbers', async () => {
    const { uncertainty: _, ...without } = volts(1)
    const size = async (reading: Reading): Promise<number> => {
      const [point] = (await acquired([reading])).points
      return point === undefined ? Number.NaN : encodeEvent(point).json.length
    }
    expect((await size(volts(1))) - (await size(without))).toBeLessThan(70)
  })

  it('is not there where it is not known', async () => {
    const { points, store, id } = await acquired([{ value: 1, unit: 'V', timeMs: 5 }])
    expect(points[0]?.details?.[1]).toEqual({ timeMs: 5 })
    expect((await readTable(store, id, 'a')).columns[1]).not.toHaveProperty('uncertainty')
  })

  it('comes back in a table, its components only where they are asked for', async () => {
    const { store, id } = await acquired([volts(1), { value: 2, unit: 'V', timeMs: 5 }], { uncertainty: 'components' })
    const plain = (await readTable(store, id, 'a')).columns[1]
    expect(plain?.uncertainty).toEqual(new Float64Array([0.5, Number.NaN]))
    expect(plain).not.toHaveProperty('components')
    expect((await readTable(store, id, 'a', { components: true })).columns[1]?.components).toEqual([components, null])
  })

  it('of a recorded reading is kept whole', async () => {
    await using store = memoryStore()
    await using session = await openSession(store)
    await session.record('r', volts(1))
    expect((await eventsOf(store, session.id, 'recorded'))[0]?.value).toEqual(volts(1))
  })
})

describe('a corrected value', () => {
  it('is stored beside what the instrument showed', async () => {
    const { store, id, points } = await acquired([volts(1), volts(2, { raw: 1.99 })])
    expect(points.map(({ details }) => details?.[1]?.raw)).toEqual([undefined, 1.99])
    expect((await readTable(store, id, 'a')).columns[1]?.raw).toEqual(new Float64Array([Number.NaN, 1.99]))
  })
})

describe('what is stored of a point', () => {
  const numbers = fc.oneof(fc.double(), fc.constantFrom(-0, Infinity, -Infinity, Number.NaN, 5e-324, Number.MAX_VALUE))
  const component = fc.record({
    name: fc.string(), standard: numbers, evaluation: fc.constantFrom('A' as const, 'B' as const), degreesOfFreedom: numbers, source: fc.string(),
    input: fc.record({ value: numbers, unit: fc.constantFrom('V', 'Ω', '°C', 'dBm', 'mVpp', 'smiles per hour', ''), standard: numbers }),
  }, { requiredKeys: ['name', 'standard', 'evaluation'] })
  const uncertainty = fc.record({ standard: numbers, degreesOfFreedom: numbers, components: fc.array(component, { maxLength: 4 }) }, { requiredKeys: ['standard'] })
  const detail = fc.record({ timeMs: numbers, raw: numbers, range: numbers, uncertainty }, { requiredKeys: [] })

  it('comes back bit for bit, whatever its numbers are', () => {
    fc.assert(fc.property(fc.array(fc.record({ cell: numbers, detail: fc.option(detail) }), { maxLength: 4 }), (cells) => {
      const point: PointAcquired = {
        type: 'point', seq: 1, timeMs: 1, monotonicMs: 1, acquisition: 'a', index: 0, cells: cells.map(({ cell }) => cell), details: cells.map((one) => one.detail),
      }
      const stored = encodeEvent(point)
      expect(() => { JSON.parse(stored.json) }).not.toThrow()
      expect(decodeEvent(stored)).toEqual(point)
    }), { numRuns: 2000 })
  })
})

class CalibratedInstrument extends BareInstrument {
  readonly calibration: Calibration
  ambient: Environment | undefined

  constructor(calibration: Calibration, ambient?: Environment) {
    super('dmm')
    this.calibration = calibration
    this.ambient = ambient
  }

  environment(): Environment | undefined {
    return this.ambient
  }

  setEnvironment(environment: Environment): void {
    this.ambient = environment
  }
}

describe('a session', () => {
  const calibration: Calibration = { date: '2026-01-31', certificate: 'C-7', corrections: [{ function: 'v', offset: 1, standardUncertainty: 0.1 }] }

  it('records calibration and environment of its instruments, also of corrections that are not applied', async () => {
    await using store = memoryStore()
    await using session = await openSession(store, { instruments: { dmm: new CalibratedInstrument(calibration, { temperature: 21 }) } })
    const [opened] = await eventsOf(store, session.id, 'session-opened')
    expect(opened?.instruments[0]).toMatchObject({ alias: 'dmm', calibration, environment: { temperature: 21 } })
    expect(opened?.schemaVersion).toBe(3)
  })

  it('tells its instruments of its environment and records that', async () => {
    await using store = memoryStore()
    const dmm = new CalibratedInstrument(calibration, { temperature: 21 })
    const bare = new BareInstrument('bare')
    await using session = await openSession(store, { instruments: { dmm, bare }, environment: { temperature: 35 } })
    expect(dmm.ambient).toEqual({ temperature: 35 })
    const [opened] = await eventsOf(store, session.id, 'session-opened')
    expect(opened?.instruments.map(({ environment }) => environment)).toEqual([{ temperature: 35 }, { temperature: 35 }])
  })

  it('warns in its log of a calibration that has run out, from the day after the last one on', async () => {
    const warnings = async (nowMs: number): Promise<number> => {
      await using store = memoryStore()
      const clock = { now: () => nowMs, monotonic: () => 0, sleep: () => Promise.resolve(), after: () => () => undefined }
      await using session = await openSession(store, { clock, instruments: { dmm: new CalibratedInstrument({ due: '2026-06-30' }) } })
      return (await eventsOf(store, session.id, 'message')).filter(({ level, instrument }) => level === 'warning' && instrument === 'dmm').length
    }
    expect(await warnings(Date.UTC(2026, 5, 30, 23, 59, 59, 999))).toBe(0)
    expect(await warnings(Date.UTC(2026, 6, 1))).toBe(1)
  })

  it('is not opened with one that asks for a refusal then', async () => {
    await using store = memoryStore()
    const instruments = { dmm: new CalibratedInstrument({ due: '2020-06-30', expired: 'refuse' }) }
    const error = await failureOf(openSession(store, { instruments }))
    expect(error).toBeInstanceOf(SettingError)
    expect(error).toMatchObject({ code: 'LAB_CALIBRATION_EXPIRED', message: expect.stringContaining('dmm was valid until 2020-06-30.') })
    expect(await store.sessions()).toEqual([])
  })
})
