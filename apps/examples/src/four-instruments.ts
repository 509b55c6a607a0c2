/**
 * A bench of four instruments: the supply biases a divider, the generator drives it, the oscilloscope acquires both ends, the
 * multimeter reads the middle. `lab run src/four-instruments.ts --simulate --bench four-instruments.yaml` runs it without any of
 * them.
 */
import { openBench } from '@lab/bench'
import { MeasurementSession } from '@lab/core'
import { edu33212a } from '@lab/driver-keysight-edu33212a'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'
import { edux1052g } from '@lab/driver-keysight-edux1052g'

const drivers = { psu: edu36311a, dmm: edu34450a, awg: edu33212a, scope: edux1052g }

await using bench = await openBench(new URL('../four-instruments.yaml', import.meta.url), drivers)
await using session = await MeasurementSession.open({
  name: 'Four instruments', instruments: bench.instruments, metadata: bench.metadata, store: bench.store,
})
const { psu, dmm, awg, scope } = bench.instruments

await psu.channel(1).set({ voltage: 5, currentLimit: 0.05 })
await psu.channel(1).on()
await awg.channel(1).set({ load: 'high-impedance', function: 'sine', frequency: 1000, amplitude: 2, offset: 0 })
await awg.channel(1).on()
for (const channel of scope.channels) await scope.channel(channel).set({ enabled: true, probe: 1, scale: 0.5, offset: 0 })
await scope.timebase.set({ scale: 200e-6 })
await scope.trigger.edge({ source: 'channel1', slope: 'positive', level: 0 })
await scope.digitize({ sources: ['channel1', 'channel2'] })

await session.record('bias', await dmm.measureDcVoltage())
await session.record('alternating', await dmm.measureAcVoltage())
await session.record('output', await scope.measurements.measure('cycle-ac-rms', { source: 'channel2' }))
await session.record('waveform', await scope.channel(2).fetchWaveform({ points: 1000 }))

// Pictures of every display that can be had: what `screenshot` gives is what `attach` takes.
const pictures = { psu: await psu.panel.screenshot(), awg: await awg.panel.screenshot(), scope: await scope.screenshot() }
for (const [alias, picture] of Object.entries(pictures)) {
  await session.attach(`${alias}.${picture.mediaType === 'image/png' ? 'png' : 'bmp'}`, picture.data, picture)
}
