import { openBench } from '@lab/bench'
import { linspace, MeasurementSession } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'

const bench = await openBench('bench.yaml', { psu: edu36311a, dmm: edu34450a })
const session = await MeasurementSession.open({
  name: 'Regulation', instruments: bench.instruments, metadata: bench.metadata, store: bench.store,
})
try {
  const vin = session.parameter('vin', linspace(0, 5, 11), { unit: 'V' })
  await session.instruments.psu.channel(1).on()
  session.acquire('zener', async ({ at, instruments: { psu, dmm }, signal }) => {
    await psu.channel(1).set({ voltage: at(vin), currentLimit: 0.1 }, { signal })
    return { vout: await dmm.measureDcVoltage({ signal }) }
  })
  await session.run()
} finally {
  await session.close()
  await bench.close()
}
