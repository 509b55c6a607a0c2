/**
 * The frequency response of a low-pass from 100 Hz to 10 kHz, found three ways: by a multimeter, by measurements of an
 * oscilloscope, and by its frequency response analysis; all against what the parts say. Every instrument is as it was before,
 * when it ends.
 */
import { openBench } from '@lab/bench'
import { diffSnapshots, logspace, MeasurementSession } from '@lab/core'
import { divide } from '@lab/core/uncertainty'
import { edu33212a } from '@lab/driver-keysight-edu33212a'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'
import { edux1052g } from '@lab/driver-keysight-edux1052g'
import { lowPass } from './low-pass.ts'

const drivers = { psu: edu36311a, awg: edu33212a, scope: edux1052g, dmm: edu34450a }
const frequencies = logspace(100, 10e3, 11)

await using bench = await openBench(new URL('../frequency-response.yaml', import.meta.url), drivers)
await using session = await MeasurementSession.open({
  name: 'Frequency response', instruments: bench.instruments, metadata: bench.metadata, store: bench.store,
})
const { psu, awg, scope, dmm } = bench.instruments
const before = { psu: await psu.snapshot(), awg: await awg.snapshot(), scope: await scope.snapshot(), dmm: await dmm.snapshot() }

// The bias, and what it makes at the output: 5 V through 10 kΩ, held by 1 kΩ.
await psu.channel(1).set({ voltage: 5, currentLimit: 0.01 })
await psu.channel(1).on()

// The generator drives the filter; the oscilloscope sees both ends of it.
await awg.channel(1).set({ load: 'high-impedance', function: 'sine', frequency: 100, amplitude: 2, offset: 0 })
await awg.channel(1).on()
await scope.channel(1).set({ enabled: true, probe: 1, coupling: 'ac', scale: 0.3, offset: 0 })
await scope.channel(2).set({ enabled: true, probe: 1, coupling: 'ac', offset: 0 })
await scope.trigger.edge({ source: 'channel1', slope: 'positive', level: 0 })
await scope.acquisition.set({ type: 'average', averages: 8 })
await session.record('bias', await dmm.measureDcVoltage({ range: 1 }))

// The multimeter compares with its reading at 100 Hz, on the same range: what is systematic in both goes out.
const reference = await dmm.measureAcVoltage({ range: 1, frequency: 100 })

const frequency = session.parameter('frequency', frequencies, { unit: 'Hz' })
const response = session.acquire('response', async ({ at, instruments, signal }) => {
  const hertz = at(frequency)
  const { gain } = lowPass.atOutputOver('input', hertz)
  await instruments.awg.channel(1).set({ frequency: hertz }, { signal })
  await instruments.scope.timebase.set({ scale: 0.3 / hertz }, { signal })
  await instruments.scope.channel(2).set({ scale: 0.3 * gain }, { signal })
  await instruments.scope.digitize({ signal })
  const output = await instruments.dmm.measureAcVoltage({ range: 1, frequency: hertz, signal })
  return {
    byMeter: divide(output, reference),
    input: await instruments.scope.measurements.measure('cycle-ac-rms', { source: 'channel1', signal }),
    output: await instruments.scope.measurements.measure('cycle-ac-rms', { source: 'channel2', signal }),
    phase: await instruments.scope.measurements.phase({ signal }),
  }
})
await session.run()

// The oscilloscope by itself, with its own generator.
await awg.channel(1).off()
await scope.frequencyResponse.set({
  start: 100, stop: 10e3, points: 11, amplitude: 2, load: 'high-impedance', input: 'channel1', output: 'channel2',
})
const analysed = await scope.frequencyResponse.run()
await session.record('analysis', analysed.map((point) => ({ ...point })))

const table = session.results(response)
const byMeter = table.column('byMeter').values
const input = table.column('input').values
const output = table.column('output').values
const columns = (...numbers: readonly number[]): string => numbers.map((number) => number.toFixed(2).padStart(10)).join('')
const decibels = (ratio: number): number => 20 * Math.log10(ratio)
console.log('dB against   100 Hz:              input:')
console.log('        Hz     parts     meter     parts     scope  analysis')
for (const [index, { frequency: hertz, gain }] of analysed.entries()) {
  const overFirst = lowPass.atOutputOver('source', hertz).gain / lowPass.atOutputOver('source', 100).gain
  const [meter = NaN, seen = NaN, given = NaN] = [byMeter[index], output[index], input[index]]
  const parts = lowPass.atOutputOver('input', hertz).gain
  console.log(columns(hertz, decibels(overFirst), decibels(meter), decibels(parts), decibels(seen / given), gain))
}

// Everything back as it was; outputs stay off.
await psu.allOff()
const changed = {
  psu: diffSnapshots(before.psu, await psu.snapshot()), awg: diffSnapshots(before.awg, await awg.snapshot()),
  scope: diffSnapshots(before.scope, await scope.snapshot()), dmm: diffSnapshots(before.dmm, await dmm.snapshot()),
}
await Promise.all([psu.restore(before.psu), awg.restore(before.awg), scope.restore(before.scope), dmm.restore(before.dmm)])
for (const [alias, changes] of Object.entries(changed)) console.log(`${alias}: ${Object.keys(changes).length} settings put back`)
