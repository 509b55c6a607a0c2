import { edux1052g } from '@lab/driver-keysight-edux1052g'
import { describe, expect, it } from 'vitest'
import { scopeWithGenerator } from './fixtures/every-unit.ts'
import { everyWire, type LinkWire } from './fixtures/every-wire.ts'
import { wiredUnit } from './fixtures/wired-unit.ts'

async function openOver(wire: LinkWire) {
  const fixture = await wiredUnit(wire, { ...scopeWithGenerator, serial: 'SIM48' })
  const scope = await edux1052g.open({ connection: fixture.connection, alias: 'scope' })
  return {
    scope, settings: () => fixture.settings(),
    async [Symbol.asyncDispose]() {
      await scope.close()
      await fixture[Symbol.asyncDispose]()
    },
  }
}

const wires = everyWire.filter(({ needsControlPort, lacks }) => needsControlPort !== true && lacks?.() !== true)

describe.each(wires)('digitize over $name', (wire) => {
  it.each([['normal'], ['average']] as const)('resolves when the acquisition is complete (%s)', async (type) => {
    await using fixture = await openOver(wire)
    const { scope } = fixture
    await scope.acquisition.set({ type })
    await scope.digitize({ sources: ['channel1'] })
    expect((await scope.acquisitionState()).running).toBe(false)
    expect(await scope.scpi.queryNumber(':WAV:COUN?')).toBe(type === 'average' ? 8 : 1)
    expect(await scope.scpi.readErrors()).toEqual([])
  })

  it.each([
    ['normal'], ['average'],
  ] as const)(
    'is given up within 100 ms where no trigger comes; the link can be used at once, and no setting is changed (%s)',
    async (type) => {
    await using fixture = await openOver(wire)
    const { scope } = fixture
    await scope.trigger.set({ sweep: 'normal' })
    await scope.trigger.edge({ source: 'channel1', level: 10 })
    await scope.acquisition.set({ type })
    const before = [fixture.settings(), await scope.scpi.query('*ESE?')]
    const abort = new AbortController()
    const reason = new Error('enough')
    const given = scope.digitize({ signal: abort.signal, timeoutMs: 60_000 }).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const start = performance.now()
    abort.abort(reason)
    expect(await given).toBe(reason)
    expect((await scope.acquisitionState()).running).toBe(false)
    expect(performance.now() - start).toBeLessThan(100)
    expect([fixture.settings(), await scope.scpi.query('*ESE?')]).toEqual(before)
    expect(await scope.scpi.readErrors()).toEqual([])
  })

  it('is given up after its time', async () => {
    await using fixture = await openOver(wire)
    const { scope } = fixture
    await scope.trigger.set({ sweep: 'normal' })
    await scope.trigger.edge({ source: 'channel1', level: 10 })
    await expect(scope.digitize({ timeoutMs: 60 })).rejects.toMatchObject({
      name: 'TimeoutError', message: 'scope has not digitized within 60 ms.',
    })
    expect((await scope.acquisitionState()).running).toBe(false)
  })
})
