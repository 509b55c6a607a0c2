import { decodeEvent, encodeEvent, type Calibration, type Environment, type Reading } from '@lab/core'
import { scriptedConnection, virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu34450a, specifications, type DmmFunction, type Edu34450a } from '../src/index.ts'

const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }
const noon = Date.UTC(2026, 5, 1)

type Method = 'measureDcVoltage' | 'measureAcVoltage' | 'measureDcCurrent' | 'measureAcCurrent' | 'measureResistance'

const queries: Readonly<Record<Method, string>> = {
  measureDcVoltage: ':MEAS:VOLT:DC?', measureAcVoltage: ':MEAS:VOLT:AC?', measureDcCurrent: ':MEAS:CURR:DC?',
  measureAcCurrent: ':MEAS:CURR:AC?', measureResistance: ':MEAS:RES?',
}

const stamp = { type: 'recorded', seq: 1, timeMs: 0, monotonicMs: 0, key: 'k' } as const

interface Asked {
  readonly range?: number
  readonly frequency?: number
  readonly calibration?: Calibration
  readonly environment?: Environment
}

async function open(method: Method, shown: readonly number[], { range, calibration, environment }: Asked): Promise<Edu34450a> {
  const send = range === undefined ? queries[method] : `${queries[method]} ${range}`
  const connection = scriptedConnection([hello, ...shown.map((value) => ({ send, reply: value.toExponential(12) }))])
  return edu34450a.open({ connection, alias: 'dmm', clock: virtualClock({ startMs: noon }), calibration, environment })
}

async function read(method: Method, shown: number, asked: Asked = {}): Promise<Reading> {
  const dmm = await open(method, [shown], asked)
  const { range, frequency } = asked
  return dmm[method]({ ...(range === undefined ? {} : { range }), ...(frequency === undefined ? {} : { frequency }) })
}

/** The day that many days before the readings. */
function daysBefore(days: number): string {
  return new Date(noon - days * 86_400_000).toISOString().slice(0, 10)
}

function partOf(reading: Reading, text: string): number {
  return reading.uncertainty?.components?.find(({ name }) => name.includes(text))?.standard ?? 0
}

const methods = {
  dcv: 'measureDcVoltage', acv: 'measureAcVoltage', dci: 'measureDcCurrent', aci: 'measureAcCurrent', ohm: 'measureResistance',
} as const

/**
 * By hand: limit = (% of reading · |reading| + % of range · range) / 100, more by (temperature coefficients) · °C outside 18 … 28
 * °C, half a count is range · 1e-5 / 2; u² is the sum of the squares of the three, each divided by √3. Beyond one year the limit
 * grows with the age: 730 days are × 2.
 * Columns: function, range, reading, °C, days since calibration; limit, temperature part, half a count, u.
 */
const byHand: readonly (readonly [
  keyof typeof methods, number, number, number | undefined, number | undefined, number, number, number, number
])[] = [
  ['dcv', 0.1, 0.05, 23, 30, 1.7e-5, 0.0, 5e-7, 9.81919888e-6],
  ['dcv', 0.1, -0.1, 33, 30, 2.6e-5, 1.4e-5, 5e-7, 1.70513929e-5],
  ['dcv', 1, 0.9, 23, 364, 0.000185, 0.0, 5e-6, 0.000106848803],
  ['dcv', 1, 1.1, 10, undefined, 0.000215, 0.000196, 5e-6, 0.000167994048],
  ['dcv', 10, 5.0201, undefined, undefined, 0.001755025, 0.0, 5e-5, 0.00101367529],
  ['dcv', 10, -5.0201, 30, 200, 0.001755025, 0.000360804, 5e-5, 0.00103485784],
  ['dcv', 10, 0, 23, 10, 0.0005, 0.0, 5e-5, 0.00029011492],
  ['dcv', 100, 48, 28, 90, 0.017, 0.0, 0.0005, 0.00981919888],
  ['dcv', 100, 48, 35, 90, 0.017, 0.01232, 0.0005, 0.012124801],
  ['dcv', 1000, -750, 18, 300, 0.2525, 0.0, 0.005, 0.145809522],
  ['dci', 0.01, 0.005, 23, 30, 6.5e-6, 0.0, 5e-8, 3.75288778e-6],
  ['dci', 0.1, -0.02, 31, 30, 2.7e-5, 7.8e-6, 5e-7, 1.62284729e-5],
  ['dci', 1, 0.5, 23, undefined, 0.00165, 0.0, 5e-6, 0.000952632318],
  ['dci', 3, 2.5, 40, 100, 0.00771, 0.00606, 1.5e-5, 0.00566179963],
  ['acv', 1, 0.7, 23, 30, 0.0024, 0.0, 5e-6, 0.00138564365],
  ['acv', 750, 230, 20, 360, 1.21, 0.0, 0.00375, 0.698597181],
  ['aci', 0.1, 0.05, 25, 30, 0.00035, 0.0, 5e-7, 0.0002020728],
  ['aci', 3, 1.2, undefined, undefined, 0.009, 0.0, 1.5e-5, 0.00519615964],
  ['ohm', 100, 47, 23, 30, 0.04055, 0.0, 0.0005, 0.0234133331],
  ['ohm', 1000, 470, 29.5, 30, 0.3855, 0.0639, 0.005, 0.22562392],
  ['ohm', 10000, 10000, 23, 0, 7.0, 0.0, 0.05, 4.04155498],
  ['ohm', 1e6, 681000, 15, 10, 492.65, 178.44, 5.0, 302.528156],
  ['ohm', 1e7, 4.7e6, 32, 50, 14600.0, 4900.0, 50.0, 8891.42846],
  ['ohm', 1e8, 3.3e7, 23, 50, 665000.0, 0.0, 500.0, 383938.038],
  ['dcv', 10, 5, 23, 730, 0.0035, 0.0, 5e-5, 0.00202093213],
  ['ohm', 100000, 100000, 38, 500, 95.890411, 85.0, 0.5, 73.9824775],
]

describe('the uncertainty of a reading', () => {
  it.each(byHand)('%s, range %d, %d, at %s °C, calibrated %s days ago: limit %d, temperature %d, half a count %d: u = %d', async (
    name, range, shown, temperature, age, limit, excess, half, standard
  ) => {
    const reading = await read(methods[name], shown, {
      range,
      ...(temperature === undefined ? {} : { environment: { temperature } }),
      ...(age === undefined ? {} : { calibration: { date: daysBefore(age) } }),
    })
    const components = reading.uncertainty?.components ?? []
    const together = (start: string): number => Math.hypot(
      ...components.filter((one) => one.name.startsWith(start)).map((one) => one.standard),
    )
    expect(together('accuracy') * Math.sqrt(3) / limit).toBeCloseTo(1, 7)
    expect(Math.abs(together('temperature') * Math.sqrt(3) - excess)).toBeLessThanOrEqual(1e-8 * limit)
    expect(together('resolution') * Math.sqrt(3) / half).toBeCloseTo(1, 12)
    expect((reading.uncertainty?.standard ?? 0) / standard).toBeCloseTo(1, 7)
    expect(Math.hypot(...components.map((one) => one.standard)) / (reading.uncertainty?.standard ?? 0)).toBeCloseTo(1, 12)
  })

  it('has a gain that goes with the reading, an offset of the range, and what both have in common', async () => {
    const reading = await read('measureDcVoltage', -8, { range: 10 })
    expect(partOf(reading, 'gain (')).toBeCloseTo(-8 * 0.00025 / Math.sqrt(3), 15)
    expect(partOf(reading, 'offset (')).toBeCloseTo(10 * 0.00005 / Math.sqrt(3), 15)
    expect(partOf(reading, 'gain with offset')).toBeCloseTo(-Math.sqrt(2 * 8 * 0.00025 * 10 * 0.00005 / 3), 15)
    expect(partOf(reading, 'resolution')).toBeCloseTo(0.5e-4 / Math.sqrt(3), 15)
  })

  it('is of type B, rectangular, with sources of the unit, function and range; the resolution is on its own', async () => {
    const reading = await read('measureDcVoltage', 5, { range: 10 })
    expect(reading.uncertainty?.components?.map(({
      source, evaluation, distribution,
    }) => [source, evaluation, distribution])).toEqual([
      ['MY60012345/dc-voltage/10/gain', 'B', 'rectangular'], ['MY60012345/dc-voltage/10/offset', 'B', 'rectangular'],
      ['MY60012345/dc-voltage/10/gain-with-offset', 'B', 'rectangular'], [undefined, 'B', 'rectangular'],
    ])
  })

  it('says in its names what had to be assumed', async () => {
    const unknown = await read('measureAcVoltage', 5, { range: 10 })
    expect(unknown.uncertainty?.components?.[0]?.name).toBe(
      'accuracy of ac-voltage, range 10 V, gain (1 year, calibration date unknown; 23 ± 5 °C assumed; 45 Hz … 10000 Hz assumed)')
    const known = await read(
      'measureAcVoltage', 5, { range: 10, frequency: 50, environment: { temperature: 20 }, calibration: { date: daysBefore(7) } },
    )
    expect(known.uncertainty?.components?.[0]?.name).toBe('accuracy of ac-voltage, range 10 V, gain (1 year)')
  })

  it('grows beyond the year that the data sheet guarantees, and says so', async () => {
    const reading = await read('measureDcVoltage', 5, { range: 10, calibration: { date: daysBefore(730) } })
    expect(reading.uncertainty?.components?.[0]?.name).toContain('(1 year, × 2 for an age of 730 days')
  })
})

describe('a reading has no uncertainty', () => {
  it.each([
    ['at 45 Hz … 10 kHz exceeded', 'measureAcVoltage', 5, { range: 10, frequency: 20e3 }],
    ['at 45 Hz … 1 kHz exceeded', 'measureAcCurrent', 0.5, { range: 1, frequency: 5e3 }],
    [
      'outside 18 … 28 °C where no temperature coefficient is known', 'measureAcVoltage', 5,
      { range: 10, environment: { temperature: 30 } },
    ],
  ] as const)('%s', async (_, method, shown, asked) => {
    const reading = await read(method, shown, asked)
    expect(reading.value).toBe(shown)
    expect(reading).not.toHaveProperty('uncertainty')
  })

  it('when it is an overload', async () => {
    expect(await read('measureDcVoltage', 9.9e37, { range: 10 })).toEqual({
      value: Infinity, unit: 'V', timeMs: noon, condition: 'overload',
      source: { instrument: 'dmm', function: 'dc-voltage', range: 10 },
    })
  })
})

describe('a reading on autorange', () => {
  it.each([[0, 0.1], [0.05, 0.1], [0.11, 1], [0.5, 1], [1.1, 10], [7, 10], [11.9, 100], [-60, 100], [110, 1000], [1000, 1000]])(
    'of %d V may have been on the range of %d V, which decides', async (shown, range) => {
      const automatic = await read('measureDcVoltage', shown)
      const fixed = await read('measureDcVoltage', shown, { range })
      expect(automatic.uncertainty).toEqual(fixed.uncertainty)
      expect(automatic.source).toEqual({ instrument: 'dmm', function: 'dc-voltage' })
    })
})

const corrections = [{ function: 'dc-voltage', range: 10, gain: 1.0001, offset: -0.002, standardUncertainty: 0.0001 }]

describe('a calibration', () => {
  it('that is to be applied corrects the value, keeps what was shown, and adds its own uncertainty', async () => {
    const calibration = { certificate: 'C-7', apply: true, corrections }
    const reading = await read('measureDcVoltage', 5, { range: 10, calibration })
    expect(reading.value).toBe(5 * 1.0001 - 0.002)
    expect(reading.raw).toBe(5)
    const own = reading.uncertainty?.components?.at(-1)
    expect(own).toMatchObject({
      name: 'calibration of dc-voltage, range 10 V (certificate C-7)', standard: 0.0001,
      source: 'MY60012345/dc-voltage/10/calibration',
    })
    expect(partOf(reading, 'gain (') / 1.0001).toBeCloseTo(5 * 0.00025 / Math.sqrt(3), 15)
  })

  it('that is not to be applied changes nothing', async () => {
    const calibration = { date: daysBefore(1), corrections }
    expect((await read('measureDcVoltage', 5, { range: 10, calibration })).value).toBe(5)
    expect(await read('measureDcVoltage', 5, { range: 10, calibration })).not.toHaveProperty('raw')
  })

  it('is not applied to another range, nor on autorange where the range is not certain', async () => {
    const calibration = { apply: true, corrections }
    expect(await read('measureDcVoltage', 0.5, { range: 1, calibration })).not.toHaveProperty('raw')
    expect(await read('measureDcVoltage', 1.1, { calibration })).not.toHaveProperty('raw')
    expect(await read('measureDcVoltage', 5, { calibration })).toHaveProperty('raw', 5)
  })

  it('that covers the drift takes the place of the data sheet', async () => {
    const calibration = { apply: true, corrections: corrections.map((one) => ({ ...one, coversDrift: true })) }
    const reading = await read('measureDcVoltage', 5, { range: 10, calibration })
    expect(reading.uncertainty?.standard).toBeCloseTo(Math.hypot(0.0001, 1.0001 * 0.5e-4 / Math.sqrt(3)), 15)
  })

  it('corrects by its points, interpolated between them and held beyond', async () => {
    const points = [{ at: 0, correction: 0.001 }, { at: 10, correction: 0.003 }]
    const calibration = { apply: true, corrections: [{ function: 'dc-voltage', points, standardUncertainty: 0 }] }
    expect((await read('measureDcVoltage', 5, { range: 10, calibration })).value).toBeCloseTo(5.002, 12)
    expect((await read('measureDcVoltage', -5, { range: 10, calibration })).value).toBeCloseTo(-4.999, 12)
    expect((await read('measureDcVoltage', 11, { range: 10, calibration })).value).toBeCloseTo(11.003, 12)
  })

  it('done at another temperature moves the band of the data sheet where its corrections are applied', async () => {
    const calibration = { apply: true, temperature: 35, corrections }
    const reading = await read('measureDcVoltage', 5, { range: 10, calibration, environment: { temperature: 38 } })
    expect(partOf(reading, 'temperature coefficient')).toBe(0)
  })

  it.each([
    [
      { corrections: [{ function: 'dc-volts', gain: 1, standardUncertainty: 0 }] },
      "function is 'dc-volts', which is not measured; there are: dc-voltage, ac-voltage",
    ],
    [
      { corrections: [{ function: 'resistance', range: 50, gain: 1, standardUncertainty: 0 }] },
      'range is 50; resistance has ranges 100, 1000',
    ],
    [{ date: '2026-02-30' }, "date is '2026-02-30', expected a date"],
    [{ apply: true }, 'apply is true, but there are no corrections'],
  ])('that cannot be meant is refused before anything is sent: %j', async (calibration, text) => {
    await expect(read('measureDcVoltage', 5, { calibration })).rejects.toThrow(text)
  })

  it('goes on ageing while the instrument is open', async () => {
    const clock = virtualClock({ startMs: noon })
    const connection = scriptedConnection([
      hello, { send: ':MEAS:VOLT:DC? 10', reply: '5' }, { send: ':MEAS:VOLT:DC? 10', reply: '5' },
    ])
    const dmm = await edu34450a.open({ connection, alias: 'dmm', clock, calibration: { date: daysBefore(364) } })
    const young = await dmm.measureDcVoltage({ range: 10 })
    await clock.advance(400 * 86_400_000)
    const old = await dmm.measureDcVoltage({ range: 10 })
    expect(old.uncertainty?.standard ?? 0).toBeGreaterThan(2 * (young.uncertainty?.standard ?? Infinity))
  })
})

describe('the ambient temperature', () => {
  it('holds from the moment it is said', async () => {
    const dmm = await open('measureDcVoltage', [5, 5], { range: 10 })
    const before = await dmm.measureDcVoltage({ range: 10 })
    dmm.setEnvironment?.({ temperature: 40 })
    const after = await dmm.measureDcVoltage({ range: 10 })
    expect(partOf(before, 'temperature coefficient')).toBe(0)
    expect(partOf(after, 'temperature coefficient')).toBeCloseTo(5 * 2e-5 * 12 / Math.sqrt(3), 15)
    expect(dmm.environment?.()).toEqual({ temperature: 40 })
  })

  it('is refused where none can be so', async () => {
    await expect(open(
      'measureDcVoltage', [], { environment: { temperature: -300 } },
    )).rejects.toThrow('expected °C above -273.15')
    const dmm = await open('measureDcVoltage', [], {})
    expect(() => dmm.setEnvironment?.({ temperature: Number.NaN })).toThrow('expected °C')
  })
})

/** Numbers from 0 to 1, the same in every run. */
function* parts(count: number): Generator<number> {
  let state = 1
  for (let i = 0; i < count; i++) {
    state = (state * 48271) % 2147483647
    yield state / 2147483647
  }
}

it('is never less than the limit of the data sheet / √3, and more by no more than the resolution, for any reading', async () => {
  const method = { 'dc-voltage': 'measureDcVoltage', 'dc-current': 'measureDcCurrent', resistance: 'measureResistance' } as const
  for (const name of ['dc-voltage', 'dc-current', 'resistance'] as const satisfies readonly DmmFunction[]) {
    for (const { range = 0, limits: [limit] } of specifications[name].ranges) {
      for (const part of parts(20)) {
        const shown = Number(((2.4 * part - 1.2) * range).toPrecision(7))
        const reading = await read(method[name], shown, { range, environment: { temperature: 18 + 10 * part } })
        const most = (limit?.ofReading ?? 0) * Math.abs(shown) + (limit?.ofRange ?? 0) * range
        const standard = reading.uncertainty?.standard ?? Number.NaN
        expect(standard * Math.sqrt(3)).toBeGreaterThanOrEqual(most * (1 - 1e-12))
        expect(standard * Math.sqrt(3)).toBeLessThanOrEqual((most + range * 0.5e-5) * (1 + 1e-12))
        expect(decodeEvent(encodeEvent({ ...stamp, value: reading }))).toMatchObject({ value: reading })
      }
    }
  }
})
