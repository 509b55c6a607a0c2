import { edux1052g } from '@lab/driver-keysight-edux1052g'
import { InstrumentLock } from '@lab/core/transport'
import { simBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { scopeWithGenerator } from './fixtures/every-unit.ts'
import { everyWire } from './fixtures/every-wire.ts'
import { wiredUnit } from './fixtures/wired-unit.ts'

const { simulator, circuit } = scopeWithGenerator
const unit = { ...scopeWithGenerator, serial: 'SIM49' }

const wires = everyWire.filter(({ needsControlPort, lacks }) => needsControlPort !== true && lacks?.() !== true)

describe.each(wires)('an oscilloscope over $name', (wire) => {
  it('is in step again after transfers that were aborted at any moment', async () => {
    await using fixture = await wiredUnit(wire, unit)
    await using scope = await edux1052g.open({ connection: fixture.connection, alias: 'scope' })
    await scope.digitize({ sources: ['channel1'] })
    const whole = await scope.channel(1).fetchWaveform({ record: 'raw' })
    for (const delayMs of [0, 1, 2, 3, 5, 8]) {
      const abort = new AbortController()
      const outcome = scope.channel(1).fetchWaveform({ record: 'raw', signal: abort.signal }).catch((error: unknown) => error)
      setTimeout(() => abort.abort('enough'), delayMs)
      await outcome
      expect(await scope.scpi.query('*IDN?'), `after ${delayMs} ms`).toContain('SIM49')
    }
    const again = await scope.channel(1).fetchWaveform({ record: 'raw' })
    expect(Buffer.compare(Buffer.from(again.raw.buffer), Buffer.from(whole.raw.buffer))).toBe(0)
  })
})

describe('two sessions on one oscilloscope', () => {
  const network = wires.filter(({ name }) => /^(raw socket|VXI-11|HiSLIP, synchronized)$/.test(name))

  it.each(network)('over $name: one digitizes while the other asks', async (wire) => {
    const bench = simBench({ instruments: { unit: { simulator, serial: 'SIM50' } }, circuit })
    const instrument = bench.device('unit')
    const served = { instrument, lock: new InstrumentLock() }
    const links = await Promise.all([wire.link(served, instrument.identity), wire.link(served, instrument.identity)])
    try {
      const [one, other] = await Promise.all(links.map(({ connection }, index) => edux1052g.open({
        connection, alias: `scope${index}`,
      })))
      if (one === undefined || other === undefined) throw new Error('two sessions are needed')
      await one.trigger.set({ sweep: 'normal' })
      await one.trigger.edge({ source: 'channel1', level: 10 })
      const abort = new AbortController()
      const waiting = one.digitize({ signal: abort.signal }).catch((error: unknown) => error)
      for (let count = 0; count < 20; count++) expect(await other.scpi.query('*IDN?')).toContain('SIM50')
      abort.abort('enough')
      expect(await waiting).toBe('enough')
      await other.trigger.set({ sweep: 'auto' })
      await Promise.all([one.digitize(), one.channel(1).settings(), other.timebase.settings()])
      expect((await one.acquisitionState()).running).toBe(false)
    } finally {
      for (const link of links) await link.close()
      bench.close()
    }
  })
})
