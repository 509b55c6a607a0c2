import assert from 'node:assert/strict'
import { waveform, type EventBody, type RawSamples, type StoredValue } from '@lab/core'
import type { Obligation } from '../contract.ts'
import type { StoreFixture } from './fixture.ts'
import { SessionLog, assertSameEvents, eventsOf } from './session-log.ts'

const numbers = [
  0, -0, 1, -1, 0.1 + 0.2, 1 / 3, Number.EPSILON, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 2.2250738585072e-308,
  2 ** 53, 2 ** 53 + 2, Number.MAX_SAFE_INTEGER, 1e21, 1e-7, 9.9e37, Number.NaN, Infinity, -Infinity,
]
const texts = ['', ' ', 'a"b\\c\n\r\t', '\u0000\u001f\u007f', 'µΩ°…', '测量', '👩‍🔬', '\ud800 alone', "'; DROP TABLE events; --"]
const structures: readonly StoredValue[] = [
  true, false, null, [], {}, [[1, [2, [-0]]], 'x', null], { a: { b: [Number.NaN, { c: 'd' }] }, 'key with "quotes"': 1, '': 2 },
]
const dates = [new Date(0), new Date(Date.UTC(2026, 11, 31, 23, 59, 59, 999)), new Date(-1)]
const readings: readonly StoredValue[] = [
  { value: 1.25, unit: 'V', timeMs: 1_767_225_600_000.25 },
  {
    value: Infinity, unit: 'Ω', timeMs: 1, condition: 'overload',
    source: { instrument: 'dmm', function: 'resistance', range: 100 },
  },
  {
    value: -0, unit: 'V', timeMs: 2, source: { instrument: 'dmm', function: 'dc-voltage', channel: 1 },
    uncertainty: {
      standard: 1e-6, degreesOfFreedom: 50,
      components: [{ name: 'range 1 V', standard: 1e-6, evaluation: 'B', source: 'dmm 1 V' }],
    },
  },
]

/** Samples of every type, each with the ends of its range. The last begins in the middle of its buffer. */
function samples(): readonly RawSamples[] {
  return [
    Int8Array.of(-128, 0, 127), Uint8Array.of(0, 255), Int16Array.of(-32_768, 32_767), Uint16Array.of(0, 65_535),
    Int32Array.of(-(2 ** 31), 2 ** 31 - 1), Uint32Array.of(0, 2 ** 32 - 1), Float32Array.of(-0, 1.5, Number.NaN, Infinity),
    Float64Array.of(-0, 0.1, Number.NaN, -Infinity, Number.MIN_VALUE), new Float64Array(0),
    new Int16Array([1, 2, 3, 4]).subarray(1, 3),
  ]
}

const plainBodies: readonly EventBody[] = [
  {
    type: 'run-started', acquisitions: ['sweep'], tasks: ['ambient'], totalPoints: 6,
    plan: {
      kind: 'product',
      axes: [
        { name: 'vin', unit: 'V', values: { kind: 'linear', start: 0.1, stop: 0.3, count: 3 } },
        { name: 'mode', values: { kind: 'list', values: ['a', 2, true] } },
      ],
    },
  },
  {
    type: 'columns-declared', acquisition: 'sweep',
    columns: [
      { name: 'vin', role: 'parameter', kind: 'number', unit: 'V' },
      { name: 'note', role: 'result', kind: 'text' },
      { name: 'ok', role: 'result', kind: 'boolean' },
      { name: 'more', role: 'result', kind: 'json', source: { instrument: 'dmm', function: 'dc-voltage' } },
    ],
  },
  {
    type: 'point', acquisition: 'sweep', index: 0, cells: [-0, 'µ', true, { a: [Number.NaN] }],
    details: [{ timeMs: 5.5, uncertainty: { standard: 0.1 }, condition: 'invalid', range: 10 }, null, null, null],
  },
  { type: 'point', acquisition: 'sweep', index: 1, cells: [Number.NaN, null, null, null] },
  { type: 'message', level: 'warning', text: 'lamp\nwarm', instrument: 'lamp' },
  { type: 'recorded', key: 'verdict', value: 'pass', task: 'ambient' },
  {
    type: 'made-safe', instrument: 'psu', outcome: 'failed', actions: ['output 1 off'], verified: false,
    error: { name: 'ConnectionError', message: 'gone', code: 'LAB_CONNECTION_LOST' },
  },
  { type: 'run-ended', outcome: 'failed', points: 2, error: { name: 'Error', message: 'stop' } },
]

/** Writes values, reads them in a second instance, and compares bit for bit. */
async function assertKept(fixture: StoreFixture, values: readonly StoredValue[]): Promise<void> {
  const log = await SessionLog.create(fixture.store)
  await Promise.all(values.map((value) => log.record(value)))
  await log.writer.close()
  const events = await eventsOf(await fixture.reopen(), log.id)
  const read = events.flatMap((event) => event.type === 'recorded' ? [event.value] : [])
  assert.equal(read.length, values.length, 'values read back')
  for (const [i, value] of values.entries()) assert.deepStrictEqual(read[i], value)
}

/** What a store keeps, bit for bit. */
export const valueObligations: readonly Obligation<StoreFixture>[] = [
  { fact: 'keeps every float64, also NaN, infinities, −0 and denormals', check: (fixture) => assertKept(fixture, numbers) },
  { fact: 'keeps every text', check: (fixture) => assertKept(fixture, texts) },
  { fact: 'keeps booleans, null, arrays and objects to any depth', check: (fixture) => assertKept(fixture, structures) },
  { fact: 'keeps bytes', check: (fixture) => assertKept(fixture, [Uint8Array.of(0), Uint8Array.of(10, 128, 255)]) },
  { fact: 'keeps dates', check: (fixture) => assertKept(fixture, dates) },
  { fact: 'keeps readings with source, condition and uncertainty', check: (fixture) => assertKept(fixture, readings) },
  {
    fact: 'keeps waveforms of every sample type',
    check: (fixture) => assertKept(fixture, samples().map(
      (raw) => waveform({ raw, unit: 'V', step: 1e-9, timeMs: 1, scale: 0.1, origin: -3 }),
    )),
  },
  {
    fact: 'keeps the samples as they were when they were appended',
    async check({ store }) {
      const log = await SessionLog.create(store)
      const raw = Float64Array.of(1, 2, 3)
      await log.record(waveform({ raw, unit: 'V', step: 1, timeMs: 1 }))
      raw.fill(0)
      const [, event] = await eventsOf(store, log.id)
      const value = event?.type === 'recorded' ? event.value : undefined
      assert.deepStrictEqual(value, waveform({ raw: Float64Array.of(1, 2, 3), unit: 'V', step: 1, timeMs: 1 }))
      await log.writer.close()
    },
  },
  {
    fact: 'keeps every type of event with every field',
    async check(fixture) {
      const metadata = { operator: 'A. Example', dut: { serial: '0017' }, calibrated: new Date(5), limit: -0 }
      const identity = { manufacturer: 'Lab', model: 'M1', serial: 'S1', firmware: '1.0' }
      const instruments = [{ alias: 'psu', driver: 'lab/M1', resource: 'SIM::psu::INSTR', identity }]
      const log = await SessionLog.create(fixture.store, crypto.randomUUID(), { metadata, instruments })
      for (const body of plainBodies) await log.append(body)
      await log.append({ type: 'session-closed', outcome: 'failed', error: { name: 'Error', message: 'stop' } })
      await log.writer.close()
      assertSameEvents(await eventsOf(await fixture.reopen(), log.id), log.written)
    },
  },
]
