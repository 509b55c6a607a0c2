/** How much the output of a regulator moves when its input does: 81 points from 4 V to 12 V. */
import { openBench } from '@lab/bench'
import { linspace, MeasurementSession } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'

await using bench = await openBench(new URL('../bench.yaml', import.meta.url), { psu: edu36311a, dmm: edu34450a })
await using session = await MeasurementSession.open({
  name: 'Line regulation',
  instruments: bench.instruments,
  metadata: bench.metadata,
  store: bench.store,
})

const vin = session.parameter('vin', linspace(4, 12, 81), { unit: 'V' })
const regulation = session.acquire('regulation', async ({ at, clock, instruments: { psu, dmm }, signal }) => {
  await psu.channel(2).set({ voltage: at(vin), currentLimit: 0.5 }, { signal })
  await clock.sleep(20, { signal }) // the regulator settles
  return { vout: await dmm.measureDcVoltage({ signal }), iin: await psu.channel(2).measureCurrent({ signal }) }
})

await bench.instruments.psu.channel(2).set({ voltage: 4, currentLimit: 0.5 })
await bench.instruments.psu.channel(2).on()
await session.run()

const vout = session.results(regulation).column('vout').values
const change = Math.max(...vout) - Math.min(...vout)
await session.record('line regulation', { value: (change / 8) * 1000, unit: 'mV/V', timeMs: session.clock.now() })
console.log(`vout moves by ${(change * 1000).toFixed(1)} mV while vin goes from 4 V to 12 V.`)
