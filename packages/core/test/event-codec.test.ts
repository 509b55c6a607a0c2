import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, StoreError, waveform, type PointAcquired, type SessionEvent, type StoredValue } from '../src/index.ts'

const stamp = { seq: 7, timeMs: 1_763_824_000_123.456, monotonicMs: 98_765.4321 }

function recorded(value: StoredValue): SessionEvent {
  return { type: 'recorded', ...stamp, key: 'k', value }
}

function roundTrip(event: SessionEvent): SessionEvent {
  return decodeEvent(encodeEvent(event))
}

const numbers = [0, -0, 1, -1.5, 2 ** 53 + 2, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, Number.NaN, Infinity, -Infinity]

describe('the event codec', () => {
  it.each(numbers)('keeps the float64 %d bit for bit, in a value and in a cell', (value) => {
    const back = roundTrip(recorded({ deep: [value] }))
    expect(back).toMatchObject({ value: { deep: [value] } })
    const point: PointAcquired = { type: 'point', ...stamp, acquisition: 'a', index: 0, cells: [value] }
    const cell = (roundTrip(point) as PointAcquired).cells[0]
    expect(Object.is(cell, value)).toBe(true)
  })

  it('keeps text, dates, readings and nested objects', () => {
    const value = {
      text: 'µ "quoted"\n\u{1F50C}', when: new Date('2026-03-01T12:00:00.123Z'), none: null, yes: true,
      reading: { value: 3.3, unit: 'V', timeMs: 5, uncertainty: { standard: 0.001, components: [{ name: 'n', standard: 0.001, evaluation: 'B' }] } },
    } as const
    expect(roundTrip(recorded(value))).toEqual(recorded(value))
  })

  it.each([
    new Int8Array([-128, 127]), new Uint8Array([0, 255]), new Int16Array([-32768, 32767]), new Uint16Array([65535]),
    new Int32Array([-1, 2 ** 31 - 1]), new Uint32Array([2 ** 32 - 1]), new Float32Array([1.5, Number.NaN]), new Float64Array([Math.PI]),
  ])('keeps a waveform of %o as its raw bytes', (raw) => {
    const wave = waveform({ raw, unit: 'V', step: 1e-6, timeMs: 1, scale: 0.5, origin: 3, offset: -1 })
    const encoded = encodeEvent(recorded(wave))
    expect(encoded.blobs[0]?.byteLength).toBe(raw.byteLength)
    expect(decodeEvent(encoded)).toEqual(recorded(wave))
  })

  it('reads samples from a blob that is not aligned', () => {
    const encoded = encodeEvent(recorded(waveform({ raw: new Float64Array([1, 2]), unit: 'V', step: 1, timeMs: 1 })))
    const shifted = new Uint8Array(17)
    shifted.set(encoded.blobs[0] ?? [], 1)
    const back = decodeEvent({ json: encoded.json, blobs: [shifted.subarray(1)] })
    expect(back).toMatchObject({ value: { raw: new Float64Array([1, 2]) } })
  })

  it.each(['{', '[]', '{"type":"point"}', '3'])('says that %s is not an event', (json) => {
    expect(() => decodeEvent({ json, blobs: [] })).toThrow(StoreError)
  })

  it('refuses keys that it needs itself', () => {
    expect(() => encodeEvent(recorded({ $number: 'NaN' }))).toThrow('a key that is reserved ($number)')
  })
})

const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { uuid: true, 'date-time': true }, allowUnionTypes: true })
const valid = ajv.compile(JSON.parse(readFileSync(new URL('../schema/session-event.schema.json', import.meta.url), 'utf8')))
const identity = { manufacturer: 'Keysight Technologies', model: 'EDU36311A', serial: 'CN1', firmware: 'K-1' }
const error = { name: 'LimitError', message: 'm', code: 'LAB_LIMIT' }
const axes = [{ name: 'vin', unit: 'V', values: { kind: 'linear', start: 0, stop: 1, count: 2 } }, { name: 'mode', values: { kind: 'list', values: ['a', true, 1] } }] as const
const reading = { value: Number.NaN, unit: 'V', timeMs: 1, condition: 'overload', source: { instrument: 'dmm', function: 'dc-voltage', channel: 1, range: 10 } } as const

const calibration = {
  date: '2026-01-31', due: '2027-01-31', certificate: 'C-7', laboratory: 'ACME', temperature: 23, expired: 'warn', apply: true,
  corrections: [
    { function: 'dc-voltage', channel: 1, range: 10, gain: 1.0001, offset: -0, standardUncertainty: 1e-4, degreesOfFreedom: 9, coversDrift: true },
    { function: 'resistance', points: [{ at: 0, correction: 1e-3 }], standardUncertainty: 1e-4 },
  ],
} as const
const components = [
  { name: 'a', standard: -0.1, evaluation: 'A', degreesOfFreedom: 7, source: 's', distribution: 'rectangular' },
  { name: 'b', standard: 0, evaluation: 'B', ensemble: { id: 'e', direction: [1, -0] }, input: { value: 1, unit: 'V', standard: 0.1 } },
] as const

const everyEvent: readonly SessionEvent[] = [
  { type: 'session-opened', ...stamp, schemaVersion: 1, sessionId: '3b241101-e2bb-4255-8caf-4136c566a962', name: 'n', metadata: { operator: 'A', dut: { n: -0 } }, instruments: [{ alias: 'psu', driver: 'keysight/EDU36311A', resource: 'SIM::psu::INSTR', identity }] },
  { type: 'snapshot', ...stamp, instrument: 'psu', label: 'before', settings: { 'voltage@1': 3.3, output: false, mode: 'fixed', delay: Infinity } },
  { type: 'attached', ...stamp, name: 'screen.png', mediaType: 'image/png', data: Uint8Array.of(137, 80, 78, 71) },
  { type: 'traced', ...stamp, records: [{ timeMs: 5.5, instrument: 'psu', direction: 'sent', data: Uint8Array.of(42, 73) }] },
  { type: 'session-opened', ...stamp, schemaVersion: 3, sessionId: '3b241101-e2bb-4255-8caf-4136c566a962', name: 'n', metadata: {}, instruments: [{ alias: 'dmm', driver: 'keysight/EDU34450A', resource: 'SIM::dmm::INSTR', identity, environment: { temperature: 23.4 }, calibration }] },
  { type: 'run-started', ...stamp, plan: { kind: 'product', axes }, acquisitions: ['a'], tasks: [], totalPoints: 6 },
  { type: 'run-started', ...stamp, plan: { kind: 'soak', axes: [], durationMs: 5, intervalMs: 1 }, acquisitions: ['a'], tasks: ['t'], totalPoints: 5 },
  { type: 'columns-declared', ...stamp, acquisition: 'a', columns: [{ name: 'vin', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'v', role: 'result', kind: 'number', unit: 'V', source: { instrument: 'dmm', function: 'dc-voltage' } }] },
  { type: 'point', ...stamp, acquisition: 'a', index: 0, cells: [1, 'x', null, true, Infinity, [1, { a: 2 }]] },
  { type: 'point', ...stamp, acquisition: 'a', index: 1, cells: [1, 2], details: [null, { timeMs: 3, range: 10, condition: 'overload', uncertainty: { standard: Infinity } }] },
  { type: 'point', ...stamp, acquisition: 'a', index: 2, cells: [1], details: [{ timeMs: 3, raw: 0.9, uncertainty: { standard: 0.1, degreesOfFreedom: 7, components } }] },
  { type: 'recorded', ...stamp, key: 'u', value: { value: 1, unit: 'V', timeMs: 1, raw: 0.9, uncertainty: { standard: 0.1, components } } },
  { type: 'recorded', ...stamp, key: 'k', value: { reading, wave: waveform({ raw: new Int16Array(3), unit: 'V', step: 1, timeMs: 2 }), when: new Date(0) }, task: 't' },
  { type: 'message', ...stamp, level: 'warning', text: 't', instrument: 'psu' },
  { type: 'made-safe', ...stamp, instrument: 'psu', outcome: 'safe', actions: ['output 1 off'], verified: true },
  { type: 'made-safe', ...stamp, instrument: 'psu', outcome: 'failed', actions: [], verified: false, error },
  { type: 'run-ended', ...stamp, outcome: 'completed', points: 3 },
  { type: 'session-closed', ...stamp, outcome: 'aborted', error },
]

describe('the published schema', () => {
  it.each(everyEvent)('accepts the event $type as it is stored', (event) => {
    valid(JSON.parse(encodeEvent(event).json))
    expect(valid.errors).toBeNull()
    expect(roundTrip(event)).toEqual(event)
  })

  it.each([
    ['without its number', { type: 'message', timeMs: 1, monotonicMs: 1, level: 'info', text: 't' }],
    ['of an unknown type', { type: 'else', ...stamp }],
    ['with a key too many', { type: 'message', ...stamp, level: 'info', text: 't', extra: 1 }],
    ['with an unknown outcome', { type: 'session-closed', ...stamp, outcome: 'fine' }],
  ])('refuses an event %s', (_what, event) => {
    expect(valid(event)).toBe(false)
  })
})
