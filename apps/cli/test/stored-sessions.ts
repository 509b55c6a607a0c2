import path from 'node:path'
import { linspace, MeasurementSession, waveform } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'

/** Stores a sweep of 21 points with text, uncertainties, a record and a message; gives its id. */
export async function storeSweep(folder: string): Promise<string> {
  const store = sqliteStore(path.join(folder, 'data.sqlite'))
  const session = await MeasurementSession.open({ name: 'Sweep, with a comma', store, metadata: { operator: 'A. Example' } })
  const vin = session.parameter('vin', linspace(0, 10, 21), { unit: 'V' })
  session.acquire('curve', ({ at }) => ({
    vout: { value: at(vin) / 3, unit: 'V', timeMs: 1, uncertainty: { standard: 0.001 } },
    note: at(vin) === 0 ? 'zero, "start"' : null,
    passed: at(vin) < 5,
  }))
  await session.run()
  await session.record('verdict', 'pass')
  await session.message('All well')
  await session.close()
  await store.close()
  return session.id
}

/** Stores two acquisitions, one of them with what JSON has no number for, one with waveforms; gives the id. */
export async function storeTwo(folder: string): Promise<string> {
  const store = sqliteStore(path.join(folder, 'data.sqlite'))
  const session = await MeasurementSession.open({ name: 'Two', store })
  session.parameter('n', [1, 2])
  session.acquire('first', ({ index }) => ({ a: index, b: Infinity, c: -0 }))
  session.acquire('second', () => ({ wave: waveform({ raw: Int8Array.of(1, 2), scale: 2, unit: 'V', step: 1, timeMs: 5 }) }))
  await session.run()
  await session.close()
  await store.close()
  return session.id
}

/** A session that is hard to hand on: odd names, numbers, texts, gaps and waveforms. */
export async function storeOdd(folder: string): Promise<string> {
  const store = sqliteStore(path.join(folder, 'data.sqlite'))
  const session = await MeasurementSession.open({ name: 'Odd "ü", 電', store, metadata: { operator: 'A. Example', dut: { serial: 'X1' } } })
  const values = [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 0.1, null]
  const texts = ['', null, ' lead', 'trail ', 'a,"b"', 'line\nend', '電圧 Ω', 'x']
  session.parameter('n', linspace(0, 7, 8), { unit: 'V' })
  session.acquire('odd', ({ index }) => ({
    'U, "quer" Ω': values[index] ?? null, text: texts[index] ?? null, flag: index === 3 ? null : index % 2 === 0,
    'V/I': { value: index, unit: 'ohm', timeMs: 1, uncertainty: { standard: 0.5 } },
    wave: waveform({ raw: Int16Array.of(index, -index, 32767), scale: 0.5, unit: 'V', step: 1e-6, start: -1e-6, timeMs: 5 }),
    ragged: index === 1 ? null : waveform({ raw: new Int8Array(index), unit: 'A', step: 1, timeMs: 5 }),
  }))
  await session.run()
  await session.close()
  await store.close()
  return session.id
}
