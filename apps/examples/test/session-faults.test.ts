import { ConnectionError, LabError, memoryStore, MeasurementSession, SessionError, TimeoutError } from '@lab/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { handlesBackTo, openHandles, type HostileProxy } from '@lab/counterparts'
import { wires } from './fixtures/network-wires.ts'
import { servedPair } from './fixtures/served-pair.ts'

/** What happens to the supply's link, and what its next operation must reject with. */
const faults: readonly (readonly [
  string, (proxy: HostileProxy) => unknown, readonly (typeof ConnectionError | typeof TimeoutError)[]
])[] = [
  ['is reset', (proxy) => proxy.reset(), [ConnectionError]],
  ['is reset in the middle of a reply', (proxy) => Object.assign(proxy.faults, { resetAfterBytes: 5 }), [ConnectionError]],
  ['goes half-open', (proxy) => Object.assign(proxy.faults, { silent: true }), [TimeoutError]],
  ['is gone with its server', (proxy) => proxy.down(), [ConnectionError]],
]

let handles = 0

beforeEach(() => {
  handles = openHandles()
})

afterEach(() => handlesBackTo(handles))

const networkWires = wires.filter(({ settings }) => settings === undefined)

describe.each(networkWires)('a session over $name', (wire) => {
  it.each(faults)('goes on with its other instruments when the link of one %s', async (_, breakLink, errors) => {
    await using pair = await servedPair(wire)
    const { psu, dmm, proxy } = pair
    const session = await MeasurementSession.open({ name: 'faults', instruments: { psu, dmm }, store: memoryStore() })
    let failure: unknown
    session.task('supply', async ({ signal, record }) => {
      await record('first', await psu.channel(1).measureVoltage({ signal }))
      await breakLink(proxy)
      const started = performance.now()
      failure = await psu.channel(1).measureVoltage({ signal, timeoutMs: 100 }).catch((error: unknown) => error)
      expect(performance.now() - started).toBeLessThan(3500) // 100 ms, a clear, and the question what the instrument reports
    })
    session.task('meter', async ({ signal, record }) => {
      while (failure === undefined) await record('meter', await dmm.measureDcVoltage({ signal }))
      for (let i = 0; i < 20; i++) await record('after', await dmm.measureDcVoltage({ signal }))
    })
    await session.run()
    expect(errors.some((type) => failure instanceof type), String(failure)).toBe(true)
    expect(String(failure)).toContain('psu')
    const closing = session.close()
    await expect(closing).rejects.toBeInstanceOf(SessionError)
    await expect(closing).rejects.toThrow(/psu/)
    expect([psu, dmm].map((instrument) => instrument.identity.model)).toEqual(['EDU36311A', 'EDU34450A'])
  })

  it.each([
    ['comes one byte a packet', { oneByteAPacket: true }],
    ['has 200 ms of jitter', { jitterMs: 200 }],
  ] as const)('measures right when the link of one %s', async (_, fault) => {
    await using pair = await servedPair(wire)
    const { psu, dmm, proxy } = pair
    Object.assign(proxy.faults, fault)
    await psu.channel(1).set({ voltage: 2 })
    await psu.channel(1).on()
    expect((await psu.channel(1).measureVoltage()).value).toBeCloseTo(2, 1)
    expect((await dmm.measureDcVoltage()).value).toBeCloseTo(2, 1)
  })

  it('never takes a reply that came twice for the next answer', async () => {
    await using pair = await servedPair(wire)
    const { psu, proxy } = pair
    for (let round = 1; round <= 3; round++) {
      await psu.channel(1).set({ voltage: round, currentLimit: round / 10 })
      proxy.faults.duplicateReplies = 1
      const answers = [await attempt(() => psu.channel(1).voltage())]
      await new Promise((resolve) => setTimeout(resolve, 30)) // until the second one is there
      answers.push(await attempt(() => psu.channel(1).currentLimit()), await attempt(() => psu.channel(1).voltage()))
      const expected = [round, round / 10, round]
      answers.forEach((answer, i) => expect(answer instanceof LabError || answer === expected[i], String(answer)).toBe(true))
      const after = await attempt(() => psu.channel(1).voltage())
      if (after instanceof ConnectionError && after.reason === 'lost') return // a protocol may end a link that breaks its rules
      expect(after).toBe(round)
    }
  })
})

async function attempt(ask: () => Promise<number>): Promise<unknown> {
  return await ask().catch((error: unknown) => error)
}
