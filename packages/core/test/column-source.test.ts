import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, MeasurementSession, memoryStore, parseResourceName, type Reading, type SessionEvent } from '../src/index.ts'

function reading(channel: number): Reading<'V'> {
  return { value: 1, unit: 'V', timeMs: 5, source: { instrument: 'psu', function: 'dc-voltage', channel } }
}

describe('what a log keeps of where a value comes from', () => {
  it('keeps the source of a reading that is not that of its column', async () => {
    const store = memoryStore()
    await using session = await MeasurementSession.open({ name: 's', store, guardProcess: false })
    const channel = session.parameter('channel', [1, 2])
    session.acquire('a', ({ at }) => ({ v: reading(at(channel)) }))
    await session.run()
    const sources: unknown[] = []
    for await (const event of store.events(session.id)) if (event.type === 'point') sources.push(event.details?.[1]?.source)
    expect(sources).toEqual([undefined, { instrument: 'psu', function: 'dc-voltage', channel: 2 }])
  })

  it('keeps bytes, such as a screenshot', () => {
    const event: SessionEvent = { type: 'recorded', seq: 2, timeMs: 1, monotonicMs: 1, key: 'screen', value: Uint8Array.of(0, 10, 255) }
    expect(decodeEvent(encodeEvent(event))).toEqual(event)
  })

  it('takes the comma in the name of a device behind a gateway for part of the name', () => {
    expect(parseResourceName('TCPIP::gateway::gpib0,22::INSTR')).toMatchObject({ device: 'gpib0,22' })
    expect(parseResourceName('TCPIP::scope::hislip0,4881::INSTR')).toMatchObject({ device: 'hislip0', port: 4881 })
  })
})
