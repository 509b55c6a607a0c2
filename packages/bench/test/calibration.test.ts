import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryStore, MeasurementSession, type SessionEvent, type SessionStore } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { checkBench, loadBench, openBench, openInstrument, Registry } from '../src/index.ts'
import { benchFile, packageFolder, rejection } from './bench-folder.ts'
import { registerFakeLab } from './fake-lab.ts'

const found = { searchFrom: [packageFolder] }

/** A bench with one multimeter, whose keys below `calibration` these are, and keys at its top. */
function bench(calibration: string, top = ''): string {
  const lines = calibration.split('\n').map((line) => `      ${line}`).join('\n')
  return `name: b
simulate: true
instruments:
  dmm:
    driver: keysight/EDU34450A
    calibration:
${lines}
simulation:
  circuit: [{ source: 5, resistance: 0.01, nodes: [a, gnd] }, { connect: dmm.input, nodes: [a, gnd] }]
${top}`
}

const whole = `date: 2026-01-31
due: 2027-01-31
certificate: C-7
laboratory: ACME Calibration
temperature: 23
expired: refuse
apply: true
corrections:
  - { function: dc-voltage, range: 10, gain: 1.0001, offset: -0.0002, expanded: 0.0004, k: 2 }
  - { function: resistance, points: [{ at: 0, correction: 0.01 }, { at: 1000, correction: 0.05 }], standardUncertainty: 0.002, degreesOfFreedom: 12, coversDrift: true }`

async function mistakeIn(calibration: string, top?: string): Promise<Error & { readonly code?: string; readonly hint?: string }> {
  return rejection(loadBench(await benchFile(bench(calibration, top))))
}

describe('the calibration of an instrument in a bench file', () => {
  it('is read with the standard uncertainty of each correction', async () => {
    const { instruments, environment } = await loadBench(await benchFile(bench(whole, 'environment: { temperature: 23.4 }')))
    expect(environment).toEqual({ temperature: 23.4 })
    expect(instruments['dmm']?.calibration).toEqual({
      date: '2026-01-31', due: '2027-01-31', certificate: 'C-7', laboratory: 'ACME Calibration', temperature: 23, expired: 'refuse', apply: true,
      corrections: [
        { function: 'dc-voltage', range: 10, gain: 1.0001, offset: -0.0002, standardUncertainty: 0.0002 },
        {
          function: 'resistance', points: [{ at: 0, correction: 0.01 }, { at: 1000, correction: 0.05 }], standardUncertainty: 0.002,
          degreesOfFreedom: 12, coversDrift: true,
        },
      ],
    })
  })

  it.each([
    ['date: 31.1.2026', "7:13: instruments.dmm.calibration.date is '31.1.2026', expected a date such as 2026-01-31."],
    ['date: 2026-01-31\ndue: 2025-01-31', '8:12: instruments.dmm.calibration.due is 2025-01-31, before the calibration on 2026-01-31.'],
    ['expired: refuse', "7:16: instruments.dmm.calibration.expired is 'refuse', but there is no 'due' day."],
    ['apply: true', '7:14: instruments.dmm.calibration.apply is true, but there are no corrections.'],
    ['dew: 2026-01-31', "7:7: instruments.dmm.calibration has an unknown key 'dew'. Did you mean 'due'?"],
    ['corrections: [{ function: dc-voltage, gain: 1 }]', "7:21: instruments.dmm.calibration.corrections.0 has no uncertainty: give 'standardUncertainty', or 'expanded' with 'k'"],
    ['corrections: [{ function: dc-voltage, gain: 1, expanded: 1 }]', "7:21: instruments.dmm.calibration.corrections.0 has 'expanded' without its coverage factor 'k'."],
    ['corrections: [{ function: dc-voltage, gain: 1, expanded: 1, k: 2, standardUncertainty: 1 }]', "corrections.0 has 'standardUncertainty' beside 'expanded'"],
    ['corrections: [{ function: dc-voltage, gain: 1, standardUncertainty: 1, k: 2 }]', "corrections.0 has 'k' without 'expanded'."],
    ['corrections: [{ function: dc-voltage, standardUncertainty: 1 }]', "7:21: instruments.dmm.calibration.corrections.0 has neither 'gain', 'offset' nor 'points'."],
    ['corrections: [{ function: dc-voltage, gain: 1, points: [], standardUncertainty: 1 }]', "corrections.0 has 'points' beside 'gain' or 'offset'"],
    ['corrections: [{ function: dc-voltage, points: [], standardUncertainty: 1 }]', 'corrections.0.points is empty.'],
    ['corrections: [{ function: dc-voltage, points: [{ at: 1, correction: 0 }, { at: 1, correction: 0 }], standardUncertainty: 1 }]', 'corrections.0.points.1.at is 1, not above the 1 before it'],
    ['corrections: [{ function: dc-voltage, gain: -1, standardUncertainty: 1 }]', '7:51: instruments.dmm.calibration.corrections.0.gain is -1, expected > 0.'],
    ['corrections: [{ function: a, gain: 1, standardUncertainty: 1 }, { function: a, offset: 1, standardUncertainty: 1 }]', 'corrections.1 is for the same as corrections.0'],
    ['expired: never', "7:16: instruments.dmm.calibration.expired is 'never', expected 'warn' or 'refuse'."],
  ])('with the mistake %j is refused with its place', async (calibration, text) => {
    const error = await mistakeIn(calibration)
    expect(error.message).toContain(text)
    expect(error.code).toBe('LAB_BENCH_FILE')
  })

  it('is refused beside a note about the same under traceability', async () => {
    const error = await mistakeIn('date: 2026-01-31', 'traceability: { calibration: { dmm: { date: 2026-01-31 } } }')
    expect(error.message).toContain('traceability.calibration.dmm is written under instruments.dmm.calibration too; keep that one.')
  })

  it.each([
    ['function: dc-volts, gain: 1', "corrections.0.function is 'dc-volts', which is not measured; there are: dc-voltage, ac-voltage, dc-current, ac-current, resistance"],
    ['function: dc-voltage, range: 20, gain: 1', 'corrections.0.range is 20; dc-voltage has ranges 0.1, 1, 10, 100, 1000 V.'],
    ['function: dc-voltage, channel: 1, gain: 1', 'corrections.0.channel is 1; dc-voltage has no channels.'],
  ])('for { %s } is refused by what the driver measures', async (keys, text) => {
    const file = await benchFile(bench(`corrections: [{ ${keys}, standardUncertainty: 0.1 }]`))
    const loaded = await loadBench(file)
    const error = await rejection(checkBench(loaded, new Registry([path.dirname(file)], found)))
    expect(error.message).toContain(text)
    expect(error.message).toContain(':7:')
  })
})

describe('the ambient temperature of a bench', () => {
  it.each([
    ['environment: { temperature: -300 }', 'environment.temperature is -300, expected ≥ -273.15.'],
    ['environment: { temperature: warm }', "environment.temperature is 'warm', expected a number."],
    ['environment: { humidity: 40 }', "environment has an unknown key 'humidity'."],
    ['environment: { temperature: 23 }\ntraceability: { environment: { temperature: 24 } }', 'traceability.environment.temperature is 24, but environment.temperature is 23.'],
  ])('is refused as %j', async (top, text) => {
    expect((await mistakeIn('date: 2026-01-31', top)).message).toContain(text)
  })

  it('goes into the metadata with what is noted of the environment', async () => {
    const top = 'environment: { temperature: 23 }\ntraceability: { environment: { place: lab 2 } }'
    const { metadata } = await loadBench(await benchFile(bench('date: 2026-01-31', top)))
    expect(metadata['environment']).toEqual({ place: 'lab 2', temperature: 23 })
  })
})


async function eventsOf(store: SessionStore, id: string): Promise<SessionEvent[]> {
  const events: SessionEvent[] = []
  for await (const event of store.events(id)) events.push(event)
  return events
}

describe('a calibrated instrument', () => {
  it('corrects its readings, keeps what it showed, and is recorded with certificate and temperature', async () => {
    const file = await benchFile(bench(whole.replace('due: 2027', 'due: 2999'), 'environment: { temperature: 31 }'))
    await using opened = await openBench(file, { dmm: edu34450a }, found)
    await using store = memoryStore()
    await using session = await MeasurementSession.open({ name: 'n', instruments: opened.instruments, store, guardProcess: false })
    session.acquire('a', async ({ instruments }) => ({ v: await instruments.dmm.measureDcVoltage({ range: 10 }) }))
    await session.run()
    const events = await eventsOf(store, session.id)
    const [first] = events
    expect(first).toMatchObject({
      instruments: [{ alias: 'dmm', calibration: { certificate: 'C-7', apply: true, corrections: [{ range: 10 }, {}] }, environment: { temperature: 31 } }],
    })
    const point = events.find((event) => event.type === 'point')
    const shown = point?.details?.[0]?.raw ?? Number.NaN
    expect(shown).toBeCloseTo(5, 2)
    expect(point?.cells[0]).toBe(shown * 1.0001 - 0.0002)
    expect(point?.details?.[0]?.uncertainty).toEqual({ standard: expect.closeTo(0.001, 2) })
  })

  it('whose calibration has run out is not opened where the file asks for that', async () => {
    const file = await benchFile(bench('date: 2024-01-31\ndue: 2025-01-31\ncertificate: C-7\nexpired: refuse'))
    const error = await rejection(openBench(file, { dmm: edu34450a }, found))
    expect(error).toMatchObject({ code: 'LAB_CALIBRATION_EXPIRED', hint: expect.stringContaining('expired: warn') })
    expect(error.message).toMatch(/:8:12: The calibration of dmm \(certificate C-7\) was valid until 2025-01-31\. It was done on 2024-01-31\.$/)
  })

  it('whose calibration has run out is opened otherwise, and the log of the session says so', async () => {
    await using opened = await openBench(await benchFile(bench('due: 2025-01-31')), { dmm: edu34450a }, found)
    await using store = memoryStore()
    const session = await MeasurementSession.open({ name: 'n', instruments: opened.instruments, store, guardProcess: false })
    await session.close()
    const events = await eventsOf(store, session.id)
    expect(events.find((event) => event.type === 'message')).toMatchObject({ level: 'warning', instrument: 'dmm', text: 'The calibration of dmm was valid until 2025-01-31.' })
  })
})

describe('openInstrument', () => {
  it('hands calibration and environment to the driver', async () => {
    const lab = registerFakeLab()
    const calibration = { date: '2026-01-31', certificate: 'C' }
    await using instrument = await openInstrument(lab.driver, { simulate: true, calibration, environment: { temperature: 20 } })
    expect(instrument.context).toMatchObject({ calibration, environment: { temperature: 20 } })
    expect(instrument).toHaveProperty('calibration', calibration)
  })

  it.each([
    [{ calibration: { date: 'yesterday' } }, "calibration of f1: date is 'yesterday', expected a date such as 2026-01-31."],
    [{ calibration: { apply: true, corrections: [{ function: 'v', gain: 1, standardUncertainty: 0 }] } }, 'apply is true, but the driver acme/F1 applies no corrections.'],
    [{ environment: { temperature: -300 } }, 'f1: the ambient temperature is -300, expected °C above -273.15.'],
    [{ calibration: { due: '2025-01-31', expired: 'refuse' as const } }, 'The calibration of f1 was valid until 2025-01-31.'],
  ])('refuses %j before anything is opened', async (options, text) => {
    const lab = registerFakeLab()
    const error = await rejection(openInstrument(lab.driver, { simulate: true, ...options }))
    expect(error.message).toContain(text)
    expect(lab.log).toEqual([])
  })
})
