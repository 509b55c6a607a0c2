/**
 * What must not compile. Checked by the compiler: where a wrong line below compiled, its `@ts-expect-error` would be one.
 * Nothing here is run.
 */
import { openBench, openInstrument } from '@lab/bench'
import { linspace, MeasurementSession, memoryStore, type Reading } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'

export async function promises(): Promise<void> {
  await using bench = await openBench('bench.yaml', { psu: edu36311a, dmm: edu34450a })
  await using session = await MeasurementSession.open({
    name: 'LDO line regulation',
    instruments: bench.instruments,
    metadata: { operator: 'A. Example', dut: { serial: 'LDO-33-0017' } },
    store: bench.store,
  })
  const vin = session.parameter('vin', linspace(4, 12, 81), { unit: 'V' })
  const iin = session.parameter('iin', linspace(0, 1, 3), { unit: 'A' })
  const corner = session.parameter('corner', ['slow', 'fast'])
  const regulation = session.acquire('regulation', async ({ at, instruments: { psu, dmm }, signal }) => {
    await psu.channel(1).set({ voltage: at(vin), currentLimit: 0.5 }, { signal })
    await psu.channel(1).set({ currentLimit: at(iin) }, { signal })
    return { vout: await dmm.measureDcVoltage({ signal }), fast: at(corner) === 'fast' }
  })

  const readings: Float64Array = session.results(regulation).column('vout').values
  const reading: Reading<'V'> = await bench.instruments.dmm.measureDcVoltage()
  const byName = await openInstrument('keysight/EDU34450A', { simulate: true })
  const named: Promise<Reading<'V'>> = byName.measureDcVoltage()
  void [readings, reading, named]

  // @ts-expect-error a misspelt instrument of the bench
  void bench.instruments.dm
  // @ts-expect-error a misspelt instrument of the session
  void session.instruments.pus
  // @ts-expect-error an instrument that the script has not asked for
  session.acquire('a', ({ instruments: { awg } }) => ({ y: awg }))
  // @ts-expect-error a misspelt parameter
  void vinn
  // @ts-expect-error a parameter by name instead of its key
  session.acquire('c', ({ at }) => ({ y: at('vin') }))
  // @ts-expect-error a misspelt result column
  session.results(regulation).column('vuot')
  // @ts-expect-error a column of booleans is not one of numbers
  const flags: Float64Array = session.results(regulation).column('fast').values
  // @ts-expect-error channel 4
  bench.instruments.psu.channel(4)
  // @ts-expect-error a channel by name
  bench.instruments.psu.channel('1')
  // @ts-expect-error a current where a voltage is asked for
  session.acquire('d', async ({ at, instruments: { psu } }) => (await psu.channel(1).set({ voltage: at(iin) }), { y: 1 }))
  // @ts-expect-error a word where a voltage is asked for
  session.acquire('e', async ({ at, instruments: { psu } }) => (await psu.channel(1).set({ voltage: at(corner) }), { y: 1 }))
  // @ts-expect-error a misspelt setting
  void bench.instruments.psu.channel(1).set({ volts: 5 })
  // @ts-expect-error a misspelt option
  void bench.instruments.dmm.measureDcVoltage({ timeout: 5 })
  // @ts-expect-error a reading in V is not one in A
  const amps: Reading<'A'> = await bench.instruments.dmm.measureDcVoltage()
  // @ts-expect-error a word is not compared with another that is no value of the parameter
  session.acquire('f', ({ at }) => ({ y: at(corner) === 'typical' }))
  // @ts-expect-error a function cannot be stored
  void session.record('f', () => 1)
  // @ts-expect-error an acquisition returns cells, not functions
  session.acquire('g', () => ({ y: () => 1 }))
  // @ts-expect-error a session needs a store
  void MeasurementSession.open({ name: 'x' })
  // @ts-expect-error metadata that cannot be stored
  void MeasurementSession.open({ name: 'x', store: memoryStore(), metadata: { dut: new Map() } })
  // @ts-expect-error an unknown declared setting
  void bench.instruments.psu.scpi.get('volts')
  void [flags, amps]
}
