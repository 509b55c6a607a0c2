import { linspace, MeasurementSession, parseResourceName, type Multimeter, type SessionStore } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu34450aSimulator } from '@lab/driver-keysight-edu34450a/simulator'
import { simBench, type SimBench } from '@lab/transport-sim'

async function openMultimeter(bench: SimBench): Promise<Multimeter> {
  const connection = await bench.transport().connect(parseResourceName('SIM::dmm::INSTR'))
  return edu34450a.open({ connection, alias: 'dmm' })
}

/** Runs a sweep of one query a point on a simulated multimeter. */
export async function simulatedSweep(store: SessionStore, points: number, onProgress?: (points: number) => void): Promise<void> {
  using bench = simBench({ instruments: { dmm: { simulator: edu34450aSimulator } } })
  const dmm = await openMultimeter(bench)
  await using session = await MeasurementSession.open({ name: 'sweep benchmark', instruments: { dmm }, store, guardProcess: false })
  session.parameter('step', linspace(0, 1, points), { unit: '1' })
  session.acquire('sweep', async ({ instruments, signal }) => ({ voltage: await instruments.dmm.measureDcVoltage({ signal }) }))
  await session.run(onProgress === undefined ? {} : { onProgress: (progress) => onProgress(progress.acknowledged) })
}
