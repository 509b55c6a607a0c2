import { ConnectionError, InstrumentError, LimitError, ProtocolError, SettingError, TimeoutError,
  type TraceRecord } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { LimitGuard } from '../src/guard.ts'
import { scpiLink, type ScpiLink, type ScpiLinkOptions } from '../src/link.ts'
import { MemoryConnection, type MemoryConnectionOptions } from './support/memory-connection.ts'
import { supply, type supplyDeclarations } from './support/supply.ts'

type Supply = typeof supplyDeclarations

interface Rig {
  readonly link: ScpiLink<Supply>
  readonly connection: MemoryConnection
}

function rig(connectionOptions: MemoryConnectionOptions, linkOptions: Partial<ScpiLinkOptions<Supply>> = {}): Rig {
  const connection = new MemoryConnection(connectionOptions)
  return { connection, link: scpiLink({ alias: 'psu', connection, commands: supply, ...linkOptions }) }
}

/** Answers each query with its own text, `SYST:ERR?` with no error, and `HANG?` not at all. */
function echo(message: string, connection: MemoryConnection): void {
  if (message === 'SYST:ERR?') connection.reply('+0,"No error"')
  else if (message.includes('?') && !message.includes('HANG')) connection.reply(message)
}

/** Answers `SYST:ERR?` from a list, everything else as {@link echo}. */
function reporting(entries: string[]): (message: string, connection: MemoryConnection) => void {
  return (message, connection) => {
    if (message === 'SYST:ERR?') connection.reply(entries.shift() ?? '+0,"No error"')
    else echo(message, connection)
  }
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}

describe('messages', () => {
  it('sends a command with LF and reads a reply without it', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.write('DISP OFF')
    expect(await link.query('*IDN?')).toBe('*IDN?')
    expect(connection.sent).toEqual(['DISP OFF', '*IDN?'])
  })

  it('takes a trailing LF for the one it sends', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.write('DISP OFF\r\n')
    expect(connection.sent).toEqual(['DISP OFF'])
  })

  it('refuses to send a query nobody would read, a command nothing answers, two messages at once, and what fits in no byte',
    async () => {
    const { link, connection } = rig({ onMessage: echo })
    expect(await errorOf(link.write('VOLT? (@1)'))).toBeInstanceOf(SettingError)
    expect(await errorOf(link.query('VOLT 1'))).toBeInstanceOf(SettingError)
    expect(await errorOf(link.query('VOLT?\nCURR?'))).toBeInstanceOf(SettingError)
    expect(await errorOf(link.write('DISP:LAB "Ω→"'))).toBeInstanceOf(SettingError)
    expect(connection.sent).toEqual([])
  })

  it('sends a question mark in a string, and an LF in a block', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.write('DISP:LAB "why?"')
    await link.write('SYST:SET #13a\nb')
    expect(connection.sent).toEqual(['DISP:LAB "why?"', 'SYST:SET #13a\nb'])
  })

  it('reads one number, many numbers, infinity and not-a-number', async () => {
    const replies = ['+1.50000000E+00', ' 2 ', '+9.90000000E+37', '+9.91000000E+37', '1,+2.5E0,-3']
    const { link } = rig({ onMessage: (_, connection) => connection.reply(replies.shift() ?? '') })
    expect(await link.queryNumber('A?')).toBe(1.5)
    expect(await link.queryNumber('A?')).toBe(2)
    expect(await link.queryNumber('A?')).toBe(Infinity)
    expect(await link.queryNumber('A?')).toBeNaN()
    expect(await link.queryNumbers('A?')).toEqual([1, 2.5, -3])
  })

  it('names instrument, command and reply when a reply is not a number', async () => {
    const { link } = rig({ onMessage: (_, connection) => connection.reply(`hello${'x'.repeat(500)}`) })
    const error = await errorOf(link.queryNumber('MEAS:VOLT?'))
    expect(error).toBeInstanceOf(ProtocolError)
    expect(String(error)).toMatch(/psu answered "MEAS:VOLT\?" with "hellox+…x+" \(505 characters\), which is not a number/)
    expect(await errorOf(link.queryNumbers('MEAS:VOLT?'))).toBeInstanceOf(ProtocolError)
  })

  it.each([true, false])('puts a reply together from single bytes (END: %s)', async (end) => {
    const text = '+1,"a;\n""b",2\n'
    const { link } = rig({
      end,
      onMessage: (_, connection) => [...text].forEach((byte, index) => connection.deliver(byte, index === text.length - 1)),
    })
    expect(await link.query('A?')).toBe('+1,"a;\n""b",2')
    expect(await link.query('A?')).toBe('+1,"a;\n""b",2')
  })

  it('does not take bytes behind a reply for the next one', async () => {
    const { link, connection } = rig({
      end: false, onMessage: (message, wire) => (message === 'TWO?' ? wire.deliver('1\n2\n') : echo(message, wire)),
    })
    expect(await errorOf(link.query('TWO?'))).toBeInstanceOf(ProtocolError)
    expect(await link.query('A?')).toBe('A?')
    expect(connection.clears).toBe(1)
  })
})

describe('blocks', () => {
  const data = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251)
  const header = '#6100000'

  it.each([true, false])('reads a block in pieces of any size into one array (END: %s)', async (end) => {
    for (const size of [7, 4096, 65_536, 200_000]) {
      const { link } = rig({
        end,
        onMessage: (_, connection) => {
          const message = Uint8Array.from([...header].map((c) => c.charCodeAt(0)).concat([...data], 10))
          for (let at = 0; at < message.length; at += size) connection.deliver(message.subarray(at, at + size),
            at + size >= message.length)
        },
      })
      const block = await link.queryBlock('CURVE?')
      expect(block.length).toBe(data.length)
      expect(Buffer.compare(block, data)).toBe(0)
    }
  })

  it('says so when the reply is not a block', async () => {
    const { link } = rig({ onMessage: echo })
    expect(String(await errorOf(link.queryBlock('CURVE?')))).toContain('psu answered with "CURVE?", which is not a block')
  })

  it('says so when the reply ends inside a block, and resynchronises', async () => {
    const { link, connection } = rig({
      onMessage: (message, wire) => (message === 'CURVE?' ? wire.deliver('#210abc', true) : echo(message, wire)),
    })
    expect(String(await errorOf(link.queryBlock('CURVE?')))).toContain('in the middle of a block')
    expect(await link.query('A?')).toBe('A?')
    expect(connection.clears).toBe(1)
  })

  it('writes a block with its header', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.writeBlock('SYST:SET', Uint8Array.of(65, 10, 66))
    expect(connection.sent).toEqual(['SYST:SET #13A\nB'])
  })
})

describe('two tasks', () => {
  it('with 10,000 interleaved queries each never see each other\'s replies', async () => {
    const { link, connection } = rig({ onMessage: (message, wire) => { queueMicrotask(() => echo(message, wire)) } })
    const task = async (name: string): Promise<void> => {
      for (let i = 0; i < 10_000; i += 1) {
        const query = `${name}${i % 100}?`
        const reply = await link.query(query)
        if (reply !== query) throw new Error(`${query} got ${reply}`)
      }
    }
    await Promise.all([task('A'), task('B')])
    expect(connection.sent.length).toBe(20_000)
    expect(connection.mostUnderWay).toBe(1)
  })

  it('are served in the order they came', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await Promise.all(['A?', 'B?', 'C?', 'D?'].map((query) => link.query(query)))
    expect(connection.sent).toEqual(['A?', 'B?', 'C?', 'D?'])
  })

  it('do not come between the messages of a transaction', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const dialogue = link.transaction(async (inner) => {
      await inner.query('A?')
      await Promise.resolve()
      await inner.transaction(async (innermost) => { await innermost.query('B?') })
      return inner.query('C?')
    })
    const other = link.query('X?')
    expect(await dialogue).toBe('C?')
    await other
    expect(connection.sent).toEqual(['A?', 'B?', 'C?', 'X?'])
  })
})

describe('transactions', () => {
  it('pass on what their body throws, and the link goes on', async () => {
    const { link } = rig({ onMessage: echo })
    expect(await errorOf(link.transaction(() => Promise.reject(new Error('no'))))).toMatchObject({ message: 'no' })
    expect(await link.query('A?')).toBe('A?')
  })

  it('reject what is asked of their link when they are over', async () => {
    const { link } = rig({ onMessage: echo })
    const inner = await link.transaction((own) => Promise.resolve(own))
    expect(await errorOf(inner.query('A?'))).toBeInstanceOf(ConnectionError)
  })

  it('end only when what they began has ended', async () => {
    const { link, connection } = rig({ onMessage: echo })
    let left: Promise<string> | undefined
    await link.transaction((inner) => {
      left = inner.query('A?')
      return Promise.resolve()
    })
    expect(connection.underWay).toBe(0)
    expect(await left).toBe('A?')
  })

  it('are bounded by their time-out and cancelled by their signal, and the link goes on', async () => {
    const { link } = rig({ onMessage: echo })
    const late = await errorOf(link.transaction(() => new Promise(() => {}), { timeoutMs: 10 }))
    expect(late).toBeInstanceOf(TimeoutError)
    const abort = new AbortController()
    const cancelled = errorOf(link.transaction((inner) => inner.query('HANG?'), { signal: abort.signal }))
    abort.abort('stop')
    expect(await cancelled).toBe('stop')
    expect(await link.query('A?')).toBe('A?')
  })
})

describe('time-outs and aborts', () => {
  it('says what the instrument reports when a query is not answered', async () => {
    const { link, connection } = rig({ onMessage: reporting(['-113,"Undefined header"', '-222,"Data out of range"']) })
    const error = await errorOf(link.query('HANG?', { timeoutMs: 10 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain(
      'psu did not answer "HANG?" within 10 ms; the instrument reports -113 "Undefined header", -222 "Data out of range"',
    )
    expect(connection.clears).toBe(1)
  })

  it('says so when the error queue is empty, or not answered either, within a bound', async () => {
    const quiet = rig({ onMessage: echo })
    expect(String(await errorOf(quiet.link.query('HANG?', { timeoutMs: 5 })))).toContain('the instrument reports no error')
    const dead = rig({})
    const start = performance.now()
    expect(String(await errorOf(dead.link.query('HANG?', { timeoutMs: 5 })))).toContain('does not answer SYST:ERR? either')
    expect(performance.now() - start).toBeLessThan(1500)
  })

  it.each([true, false])('never takes a late answer for the next query (END: %s)', async (end) => {
    const { link, connection } = rig({ end, onMessage: echo })
    await errorOf(link.query('HANG1?', { timeoutMs: 5 }))
    const abort = new AbortController()
    const cancelled = errorOf(link.query('HANG2?', { signal: abort.signal }))
    connection.deliver('half of a late ans')
    abort.abort('enough')
    expect(await cancelled).toBe('enough')
    connection.deliver('wer\n', true)
    expect(await link.query('A?')).toBe('A?')
  })

  it('clears the link within the turn of the next operation after an abort', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const abort = new AbortController()
    const cancelled = errorOf(link.query('HANG?', { signal: abort.signal }))
    abort.abort('enough')
    await cancelled
    expect(connection.clears).toBe(0)
    await link.write('DISP OFF')
    expect(connection.clears).toBe(1)
  })

  it('sends nothing when the signal is aborted already, or while it waits', async () => {
    const { link, connection } = rig({ onMessage: echo })
    expect(await errorOf(link.query('A?', { signal: AbortSignal.abort('before') }))).toBe('before')
    const abort = new AbortController()
    const first = errorOf(link.query('HANG?', { timeoutMs: 20 }))
    const waiting = errorOf(link.query('B?', { signal: abort.signal }))
    abort.abort('while waiting')
    expect(await waiting).toBe('while waiting')
    await first
    expect(connection.sent).toEqual(['HANG?', 'SYST:ERR?'])
  })

  it('counts waiting in a time-out that is given', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const first = errorOf(link.query('HANG?', { timeoutMs: 40 }))
    const error = await errorOf(link.query('B?', { timeoutMs: 5 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain('psu was busy with other operations for 5 ms')
    await first
    expect(connection.sent).not.toContain('B?')
  })

  it('lets one signal cancel one operation after the other', async () => {
    const { link } = rig({ onMessage: echo })
    const abort = new AbortController()
    const { signal } = abort
    for (let i = 0; i < 3; i += 1) expect(await link.query('A?', { signal })).toBe('A?')
    const free = link.query('HANG?', { timeoutMs: 15 })
    abort.abort('not mine')
    expect(await errorOf(free)).toBeInstanceOf(TimeoutError)
    expect(await errorOf(link.query('A?', { signal }))).toBe('not mine')
  })

  it('leaves no listener on a signal once it is closed', async () => {
    const { link } = rig({ onMessage: echo })
    const abort = new AbortController()
    let listeners = 0
    const { signal } = abort
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => { listeners += 1; add(...args) }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => { listeners -= 1; remove(...args) }
    for (let i = 0; i < 5; i += 1) await link.query('A?', { signal })
    expect(listeners).toBe(1)
    await link.close()
    expect(listeners).toBe(0)
  })
})

describe('a link that is lost or closed', () => {
  it('names the instrument when it closes mid-reply', async () => {
    const { link } = rig({
      onMessage: (_, wire) => {
        wire.deliver('+1.0')
        setTimeout(() => wire.lose(), 0)
      },
    })
    const error = errorOf(link.query('MEAS:VOLT?'))
    expect(await error).toBeInstanceOf(ConnectionError)
    expect(await error).toMatchObject({ reason: 'lost', message: expect.stringContaining('psu: the other end closed the link') })
  })

  it('rejects every call at once from then on, also those that waited', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const first = errorOf(link.query('HANG?'))
    const second = errorOf(link.query('A?'))
    connection.lose()
    await first
    expect(await second).toMatchObject({ reason: 'lost' })
    expect(await errorOf(link.write('DISP OFF'))).toMatchObject({ reason: 'lost', message: expect.stringContaining('psu') })
    expect(connection.sent).toEqual(['HANG?'])
  })

  it('rejects what is in flight and what waits when it is closed, and may be closed twice', async () => {
    const { link } = rig({ onMessage: echo })
    const errors = [link.query('HANG?'), link.query('A?'), link.transaction((inner) => inner.query('B?'))].map(errorOf)
    await link.close()
    for (const error of errors) expect(await error).toMatchObject({ reason: 'closed' })
    expect(await errorOf(link.query('A?'))).toMatchObject({ reason: 'closed' })
    await link.close()
  })
})

describe('error checks', () => {
  it('look into the error queue after a set and an execute, not after raw messages', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.set({ voltage: 5, currentLimit: 0.5 }, { channel: 1 })
    await link.execute('INIT (@1)')
    await link.write('DISP OFF')
    await link.query('A?')
    expect(connection.sent).toEqual([':VOLT 5,(@1);:CURR 0.5,(@1)', 'SYST:ERR?', 'INIT (@1)', 'SYST:ERR?', 'DISP OFF', 'A?'])
  })

  it('look after every write, or never', async () => {
    const every = rig({ onMessage: echo }, { errorCheck: 'write' })
    await every.link.write('DISP OFF')
    expect(every.connection.sent).toEqual(['DISP OFF', 'SYST:ERR?'])
    const never = rig({ onMessage: echo }, { errorCheck: 'off' })
    await never.link.set({ display: true })
    expect(never.connection.sent).toEqual([':DISP ON'])
  })

  it('throw the first error with number, text, command and alias, and mention the others', async () => {
    const { link } = rig({ onMessage: reporting(['-222,"Data out of range"', '-113,"Undefined header"']) })
    const error = await errorOf(link.set({ voltage: 5 }, { channel: 1 }))
    expect(error).toBeInstanceOf(InstrumentError)
    expect(error).toMatchObject({ number: -222, text: 'Data out of range', command: ':VOLT 5,(@1)', instrument: 'psu' })
    expect(String(error)).toContain('psu reports -222 "Data out of range" after ":VOLT 5,(@1)"; also -113 "Undefined header"')
  })

  it('read the whole queue on request', async () => {
    const { link } = rig({ onMessage: reporting(['+735,"Cannot change"', '-113,"Undefined header"']) })
    expect(await link.readErrors()).toEqual([{ number: 735, text: 'Cannot change' }, { number: -113, text: 'Undefined header' }])
    expect(await link.readErrors()).toEqual([])
  })
})

describe('the safe-state lane', () => {
  it('cancels what hangs, rejects what waits, clears the link, then runs before everything else', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const reason = new Error('safe')
    const hanging = errorOf(link.query('HANG?'))
    const waiting = errorOf(link.query('B?'))
    const done = link.preempt(reason, async (lane) => {
      await lane.write('OUTP OFF,(@1:3)')
      return lane.query('OUTP? (@1:3)')
    })
    const after = link.query('C?')
    expect(await hanging).toBe(reason)
    expect(await waiting).toBe(reason)
    expect(await done).toBe('OUTP? (@1:3)')
    expect(await after).toBe('C?')
    expect(connection.sent).toEqual(['HANG?', 'OUTP OFF,(@1:3)', 'OUTP? (@1:3)', 'C?'])
    expect(connection.clears).toBe(1)
  })

  it('ends a transaction that holds the link without using it', async () => {
    const { link, connection } = rig({ onMessage: echo })
    let inner: ScpiLink<Supply> | undefined
    const held = errorOf(link.transaction((own) => {
      inner = own
      return new Promise(() => {})
    }))
    expect(await link.preempt('safe', (lane) => lane.query('A?'))).toBe('A?')
    expect(await held).toBe('safe')
    expect(await errorOf(inner?.write('DISP OFF') ?? Promise.resolve())).toBe('safe')
    expect(connection.sent).toEqual(['A?'])
  })

  it('stops a set between its message and its error check', async () => {
    const { link, connection } = rig({ onMessage: (message, wire) => (message === 'SYST:ERR?' ? undefined : echo(message,
      wire)) })
    const set = errorOf(link.set({ display: true }))
    await link.preempt('safe', (lane) => lane.write('OUTP OFF'))
    expect(await set).toBe('safe')
    expect(connection.sent.at(-1)).toBe('OUTP OFF')
  })

  it('still sends commands when the link cannot be cleared', async () => {
    const { link, connection } = rig({ onMessage: echo, onClear: () => Promise.reject(new TimeoutError('no clear')) })
    const hanging = errorOf(link.query('HANG?'))
    await link.preempt('safe', (lane) => lane.write('OUTP OFF'))
    expect(await hanging).toBe('safe')
    expect(connection.sent).toEqual(['HANG?', 'OUTP OFF'])
    expect(await errorOf(link.query('A?'))).toBeInstanceOf(TimeoutError)
  })

  it('runs two calls one after the other', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const both = ['A', 'B'].map((name) => link.preempt('safe', async (lane) => {
      await lane.query(`${name}1?`)
      await lane.query(`${name}2?`)
    }))
    await Promise.all(both)
    expect(connection.sent).toEqual(['A1?', 'A2?', 'B1?', 'B2?'])
  })

  it('rejects at once on a lost link, and is bounded by its time-out', async () => {
    const lost = rig({ onMessage: echo })
    lost.connection.lose()
    expect(await errorOf(lost.link.preempt('safe', (lane) => lane.write('OUTP OFF')))).toMatchObject({ reason: 'lost' })
    const { link } = rig({ onMessage: echo })
    expect(await errorOf(link.preempt('safe', (lane) => lane.query('HANG?'), { timeoutMs: 20 }))).toBeInstanceOf(TimeoutError)
    expect(await link.query('A?')).toBe('A?')
  })
})

describe('guard and trace', () => {
  const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

  it('refuse before a byte is sent, whatever the way', async () => {
    const { link, connection } = rig({ onMessage: echo }, { guard: new LimitGuard('psu', limits, supply) })
    const calls = [
      link.set({ voltage: 6 }, { channel: 1 }), link.write('VOLT 6,(@1)'), link.query('VOLT 6,(@1);VOLT?'),
      link.execute('VOLT 6,(@1)'),
      link.writeBlock('SYST:SET', Uint8Array.of(1)), link.queryBlock('VOLT 6;:VOLT?'), link.trigger(), link.write('FOO'),
      link.transaction((inner) => inner.write('VOLT 6,(@1)')), link.write('VOLT 6,(@1)', { unguarded: true }),
    ]
    for (const call of calls) expect(await errorOf(call)).toBeInstanceOf(LimitError)
    expect(connection.sent).toEqual([])
    expect(connection.triggers).toBe(0)
  })

  it('read the state of the instrument by queries only, and judge by it', async () => {
    const answers: Record<string, string> = {
      ':VOLT? (@1,2,3)': '5.5,1,2', ':VOLT:TRIG? (@1,2,3)': '0,0,0', ':OUTP:TRAC?': '0', ':INST?': 'P30V',
    }
    const { link, connection } = rig(
      { onMessage: (message, wire) => (answers[message] === undefined ? echo(message, wire) : wire.reply(answers[message])) },
      { guard: new LimitGuard('psu', limits, supply) },
    )
    await link.readGuardedState()
    expect(connection.sent).toEqual(Object.keys(answers))
    expect(String(await errorOf(link.set({ output: true }, { channel: 1 })))).toContain('5.5 V')
    await link.write('VOLT 6')
    expect(connection.sent.at(-1)).toBe('VOLT 6')
  })

  it('read that state anew when the instrument reports an error', async () => {
    const errors = ['-221,"Settings conflict"']
    const answers: Record<string, string> = {
      ':VOLT? (@1,2,3)': '5.5,1,2', ':VOLT:TRIG? (@1,2,3)': '0,0,0', ':OUTP:TRAC?': '0', ':INST?': 'P30V',
    }
    const { link } = rig(
      { onMessage: (message, wire) => (answers[message] === undefined ? reporting(errors)(message,
      wire) : wire.reply(answers[message])) },
      { guard: new LimitGuard('psu', limits, supply) },
    )
    expect(await errorOf(link.set({ voltage: 3 }, { channel: 1 }))).toBeInstanceOf(InstrumentError)
    expect(String(await errorOf(link.set({ output: true }, { channel: 1 })))).toContain('5.5 V')
  })

  it('note a message that passed unguarded', async () => {
    const trace: TraceRecord[] = []
    const noted: string[] = []
    const { link } = rig({ onMessage: echo }, {
      guard: new LimitGuard('psu', limits, supply), trace: (record) => trace.push(record),
      onUnguarded: (message) => noted.push(message),
    })
    await link.write('*RCL 1', { unguarded: true })
    await link.query('FOO?', { unguarded: true })
    await link.query('*IDN?', { unguarded: true })
    expect(noted).toEqual(['*RCL 1', 'FOO?'])
    const events = trace.filter(({ direction }) => direction === 'event').map(({ data }) => Buffer.from(data).toString())
    expect(events).toEqual(['unguarded: *RCL 1', 'unguarded: FOO?'])
  })

  it('record what is sent and received, and device clears', async () => {
    const trace: TraceRecord[] = []
    const { link } = rig({ onMessage: echo }, { trace: (record) => trace.push(record) })
    await link.query('A?')
    await link.query('B?')
    await link.clear()
    const lines = trace.map(({ instrument, direction, data }) => `${instrument} ${direction} ${Buffer.from(data).toString()}`)
    expect(lines).toEqual([
      'psu sent A?\n', 'psu received A?\n', 'psu sent B?\n', 'psu received B?\n', 'psu event device clear',
    ])
  })
})

describe('the wire itself', () => {
  it('can be polled, triggered and cleared in turn', async () => {
    const { link, connection } = rig({ onMessage: echo })
    expect(await link.readStatusByte()).toBe(16)
    await link.trigger()
    await link.clear()
    expect([connection.triggers, connection.clears]).toEqual([1, 1])
    expect(link.supports.end).toBe(true)
  })
})
