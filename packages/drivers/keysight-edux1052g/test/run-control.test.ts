import { TimeoutError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { openG, withSine } from './opened-scope.ts'

describe('run control', () => {
  it('digitizes: armed, triggered, complete, stopped', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await withSine(scope)
    await scope.digitize({ sources: ['channel1', 'channel2'] })
    expect(await scope.acquisitionState()).toEqual({ running: false, waitingForTrigger: false, maskTest: false, overload: false })
    expect(await scope.takeEvents()).toMatchObject({ armed: true, triggered: true })
    expect(await scope.takeEvents()).toMatchObject({ armed: false, triggered: false })
  })

  it('gives the acquisition up, not only the wait, when a signal aborts it', async () => {
    await using fixture = await openG()
    const { scope, sent } = fixture
    await scope.trigger.set({ sweep: 'normal' })
    const abort = new AbortController()
    const waiting = scope.digitize({ signal: abort.signal, timeoutMs: 60_000 })
    const outcome = expect(waiting).rejects.toThrow('enough')
    setTimeout(() => abort.abort(new Error('enough')), 30)
    await outcome
    expect(sent.at(-1)).toBe(':STOP;*ESE 0')
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
    expect(await scope.scpi.readErrors()).toEqual([])
  })

  it('gives it up after a time-out, too', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.trigger.set({ sweep: 'normal' })
    await expect(scope.digitize({ timeoutMs: 30 })).rejects.toBeInstanceOf(TimeoutError)
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
  })

  it('makeSafe goes before an acquisition that waits', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.generator.on()
    await scope.trigger.set({ sweep: 'normal' })
    const waiting = expect(scope.digitize({ timeoutMs: 60_000 })).rejects.toThrow(/safe/)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(await scope.makeSafe()).toEqual({ actions: ['frequency response analysis off', 'generator off'], verified: true })
    await waiting
    expect(await scope.generator.isOn()).toBe(false)
  })

  it('resolves a single acquisition when it is armed, so that what is captured can be started then', async () => {
    await using fixture = await openG({
      circuit: [{ connect: 'scope.wavegen', nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] }],
    })
    const { scope } = fixture
    await scope.channel(1).set({ probe: 1, scale: 0.5 })
    await scope.generator.set({ function: 'dc', offset: 1.5 })
    await scope.trigger.edge({ source: 'channel1', level: 0.75 })
    await scope.trigger.set({ sweep: 'normal' })
    await scope.single()
    expect(await scope.acquisitionState()).toMatchObject({ running: true, waitingForTrigger: true })
    await scope.generator.on()
    await scope.untilStopped({ timeoutMs: 2000, intervalMs: 5 })
    expect((await scope.takeEvents()).triggered).toBe(true)
  })

  it('stops the acquisition when nobody waits for it any more', async () => {
    await using fixture = await openG()
    const { scope } = fixture
    await scope.trigger.set({ sweep: 'normal' })
    await scope.single()
    await expect(scope.untilStopped({ timeoutMs: 30, intervalMs: 5 })).rejects.toThrow(/has not stopped within 30 ms/)
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
    await scope.single()
    await expect(scope.untilStopped({
      signal: AbortSignal.timeout(30), intervalMs: 5,
    })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
  })

  it('runs, stops, forces a trigger, and finds settings by itself', async () => {
    await using fixture = await openG()
    const { scope, device } = fixture
    await withSine(scope)
    await scope.run()
    expect((await scope.acquisitionState()).running).toBe(true)
    await scope.stop()
    expect((await scope.acquisitionState()).running).toBe(false)
    await scope.trigger.set({ sweep: 'normal' })
    await scope.trigger.edge({ source: 'channel1', level: 2.9 })
    await scope.single()
    await scope.forceTrigger()
    expect((await scope.acquisitionState()).running).toBe(false)
    await scope.autoscale()
    expect([device.get('channelScale', 1), device.get('timebaseScale')]).toEqual([0.5, 0.0005])
  })

  it('refuses a source that there is not', async () => {
    await using fixture = await openG()
    // @ts-expect-error the types refuse it too
    await expect(fixture.scope.digitize({ sources: ['channel3'] })).rejects.toThrow('scope has no source "channel3"')
  })
})
