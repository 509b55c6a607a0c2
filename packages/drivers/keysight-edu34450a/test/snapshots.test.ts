import { virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { snapshotSettings } from '../src/settings.ts'
import { opened } from './opened-meter.ts'

describe('a snapshot', () => {
  it('leaves out what the firmware turns out not to have, and does not ask for it again', async () => {
    const clock = virtualClock()
    await using meter = await opened([], { clock, unknownHeader: ':CALC:DBM:REF' })
    const rest = snapshotSettings.filter((name) => name !== 'dbmReference')
    const first = meter.dmm.snapshot()
    await clock.runUntilIdle()
    expect(Object.keys(await first)).toEqual(rest)
    meter.sent.length = 0
    expect(Object.keys(await meter.dmm.snapshot())).toEqual(rest)
    expect(meter.sent).not.toContain(':CALC:DBM:REF?')
    expect(meter.sent).toHaveLength(rest.length)
  })

  it('has nothing of the LAN, the secondary display and what is not confirmed', () => {
    expect(snapshotSettings.filter((name) =>
      /^(lan|secondary|display|temperatureUnit|hold|highImpedance)/.test(name))).toEqual([])
  })

  it('fails where the meter does not answer for another reason', async () => {
    const clock = virtualClock()
    await using meter = await opened([], { clock })
    meter.bench.inject('dmm', { kind: 'drop-reply' })
    const outcome = meter.dmm.snapshot().catch((reason: unknown) => reason)
    await clock.runUntilIdle()
    expect(await outcome).toMatchObject({ name: 'TimeoutError' })
  })
})
