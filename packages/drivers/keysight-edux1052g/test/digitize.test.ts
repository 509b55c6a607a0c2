import { parseResourceName, SettingError, TimeoutError, type Connection, type ErrorCheck } from '@lab/core'
import { simBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { edux1052g, type Edux1052g } from '../src/index.ts'
import { edux1052gSimulator } from '../src/simulator.ts'
import { withSine } from './opened-scope.ts'
import { lowPass } from './scope-bench.ts'

interface Wiring {
  readonly statusByte: boolean
  readonly errorCheck?: ErrorCheck
  /** Takes the place of an answer. */
  readonly answer?: (text: string) => string
  readonly limited?: boolean
}

/** The connection without its serial poll, and with other answers where they are wanted. */
function lesser(connection: Connection, { statusByte, answer = (text) => text }: Wiring): Connection {
  return new Proxy(connection, {
    get(target, key) {
      if (key === 'supports') return { ...target.supports, statusByte }
      const member: unknown = Reflect.get(target, key, target)
      if (typeof member !== 'function') return member
      if (key !== 'read') return member.bind(target) as unknown
      return async (...given: Parameters<Connection['read']>) => {
        const { data, end } = await target.read(...given)
        return { data: Buffer.from(answer(Buffer.from(data).toString('latin1')), 'latin1'), end }
      }
    },
  })
}

async function openOver(wiring: Wiring) {
  const bench = simBench({ instruments: { scope: { simulator: edux1052gSimulator, serial: 'SIM7' } }, circuit: lowPass })
  const connection = lesser(await bench.transport().connect(parseResourceName('SIM::scope::INSTR')), wiring)
  const sent: string[] = []
  const limits = wiring.limited === true ? { limits: { source: 'bench', channels: { '*': { amplitude: { max: 5 } } } } } : {}
  const scope = await edux1052g.open({
    connection, alias: 'scope', ...limits, ...(wiring.errorCheck === undefined ? {} : { errorCheck: wiring.errorCheck }),
    trace: ({ direction, data }) => {
      if (direction === 'sent') sent.push(Buffer.from(data).toString('latin1').trimEnd())
    },
  })
  sent.length = 0
  return {
    scope, sent, device: bench.device('scope'),
    async [Symbol.asyncDispose]() {
      await scope.close()
      bench.close()
    },
  }
}

const wirings: readonly [string, Wiring][] = [
  ['a serial poll', { statusByte: true }],
  ['a serial poll, errors read after each write', { statusByte: true, errorCheck: 'write' }],
  ['a serial poll, errors never read', { statusByte: true, errorCheck: 'off' }],
  ['a serial poll and limits', { statusByte: true, limited: true }],
  ['none', { statusByte: false }], ['none, errors read after each write', { statusByte: false, errorCheck: 'write' }],
  ['none, and limits', { statusByte: false, limited: true }],
]

async function neverTriggered(scope: Edux1052g): Promise<void> {
  await scope.trigger.set({ sweep: 'normal' })
  await scope.trigger.edge({ source: 'channel1', level: 1 })
}

describe.each(wirings)('to digitize on a wire with %s', (_name, wiring) => {
  it('resolves when the acquisition is complete, stopped and read', async () => {
    await using fixture = await openOver(wiring)
    const { scope } = fixture
    await withSine(scope)
    await scope.scpi.write('*ESE 12')
    await scope.digitize({ sources: ['channel1', 'channel2'] })
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
    expect(await scope.takeEvents()).toMatchObject({ triggered: true })
    expect((await scope.channel(1).fetchWaveform({ record: 'raw' })).raw.length).toBeGreaterThan(100)
    const [enable, events] = (await scope.scpi.query('*ESE?;*ESR?')).split(';').map(Number)
    expect([enable, (events ?? 0) & 1]).toEqual([12, 0])
    expect(await scope.scpi.readErrors()).toEqual([])
  })

  it('acquires what it is told to: the other channel is hidden', async () => {
    await using fixture = await openOver(wiring)
    const { scope, device } = fixture
    await withSine(scope)
    await scope.digitize({ sources: ['channel2'] })
    expect([device.get('channelDisplay', 1), device.get('channelDisplay', 2)]).toEqual([false, true])
  })

  it('averages', async () => {
    await using fixture = await openOver(wiring)
    const { scope } = fixture
    await withSine(scope)
    await scope.acquisition.set({ type: 'average', averages: 16 })
    await scope.digitize()
    expect(await scope.scpi.queryNumber(':WAV:COUN?')).toBe(16)
  })

  it.each([
    ['normal'], ['average'],
  ] as const)('is given up within 100 ms when no trigger comes, and changes no setting (%s)', async (type) => {
    await using fixture = await openOver(wiring)
    const { scope } = fixture
    await neverTriggered(scope)
    await scope.acquisition.set({ type })
    await scope.scpi.write('*ESE 12')
    const before = await scope.snapshot()
    const abort = new AbortController()
    const reason = new Error('enough')
    const waiting = scope.digitize({ signal: abort.signal, timeoutMs: 60_000 }).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 40))
    const start = performance.now()
    abort.abort(reason)
    expect(await waiting).toBe(reason)
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
    expect(performance.now() - start).toBeLessThan(100)
    expect(await scope.scpi.readErrors()).toEqual([])
    expect([await scope.snapshot(), await scope.scpi.queryNumber('*ESE?')]).toEqual([before, 12])
  })

  it('is given up after its time, and says what to look at', async () => {
    await using fixture = await openOver(wiring)
    const { scope } = fixture
    await neverTriggered(scope)
    const error: unknown = await scope.digitize({ timeoutMs: 40 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({
      message: 'scope has not digitized within 40 ms.', hint: expect.stringContaining('normal sweep') as string,
    })
    expect(await scope.acquisitionState()).toMatchObject({ running: false })
    expect(await scope.scpi.query('*ESE?')).toMatch(/^\+?0$/)
  })

  it('has ended the acquisition before the link is anybody else\'s', async () => {
    await using fixture = await openOver(wiring)
    const { scope } = fixture
    await neverTriggered(scope)
    const given = expect(scope.digitize({ timeoutMs: 40 })).rejects.toBeInstanceOf(TimeoutError)
    const next = scope.scpi.query('*IDN?', { timeoutMs: 1000 })
    await given
    expect(await next).toContain('EDUX1052G')
  })

  it('ends its wait for the turn with the signal or the time, and has sent nothing', async () => {
    await using fixture = await openOver(wiring)
    const { scope, sent } = fixture
    const held = Promise.withResolvers<void>()
    const dialogue = scope.scpi.transaction(() => held.promise)
    await expect(scope.digitize({ timeoutMs: 20 })).rejects.toBeInstanceOf(TimeoutError)
    const signal = AbortSignal.timeout(20)
    await expect(scope.digitize({ signal })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(sent).toEqual([])
    held.resolve()
    await dialogue
  })

  it('is refused with the XY time base, before anything is begun', async () => {
    await using fixture = await openOver(wiring)
    const { scope, sent } = fixture
    await scope.timebase.set({ mode: 'xy' })
    sent.length = 0
    await expect(scope.digitize()).rejects.toBeInstanceOf(SettingError)
    expect(sent).toEqual([':TIM:MODE?;:ACQ:TYPE?;:TRIG:SWE?;*ESE?'])
  })
})

describe('what an oscilloscope answers while it digitizes', () => {
  it('is waited for without a question that it could not answer: only the status byte is read', async () => {
    await using fixture = await openOver({ statusByte: true, errorCheck: 'write' })
    const { scope, sent } = fixture
    await neverTriggered(scope)
    sent.length = 0
    await expect(scope.digitize({ timeoutMs: 30 })).rejects.toBeInstanceOf(TimeoutError)
    expect(sent.slice(0, 5)).toEqual([':TIM:MODE?;:ACQ:TYPE?;:TRIG:SWE?;*ESE?', '*ESR?', '*ESE 1;:DIG', '*OPC', ':STOP;*ESE 0'])
  })

  it('is not waited for where it has refused: what it reports is the error', async () => {
    await using fixture = await openOver({ statusByte: true, answer: (text) => text.replace('ROLL', 'MAIN') })
    const { scope } = fixture
    await scope.timebase.set({ mode: 'roll' })
    await expect(scope.digitize()).rejects.toMatchObject({ name: 'InstrumentError', number: -221 })
    expect(await scope.scpi.query('*ESE?')).toMatch(/^\+?0$/)
  })

  it('is triggered once by force where a single acquisition does not sweep by itself', async () => {
    let sent: readonly string[] = []
    const isForced = (): boolean => sent.includes(':TRIG:FORC')
    // It is stopped already; it goes on waiting, and says so, until the trigger is forced.
    const answer = (text: string): string => (/^[+]?0\n$/.test(text) && !isForced() ? '+40\n' : text)
    await using fixture = await openOver({ statusByte: false, answer })
    sent = fixture.sent
    await fixture.scope.digitize()
    expect(sent.filter((message) => message === ':TRIG:FORC')).toHaveLength(1)
  })
})
