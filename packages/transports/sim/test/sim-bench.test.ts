import { ConnectionError, parseResourceName, TimeoutError, UnsupportedError, type Connection } from '@lab/core'
import { virtualClock } from '@lab/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { simBench, type CircuitElement, type SimBench, type SimBenchOptions } from '../src/index.ts'
import { testInstrument } from './test-instrument.ts'

const wires: CircuitElement[] = [
  { connect: 'a.out', nodes: ['x', 'gnd'] }, { resistor: 1000, nodes: ['x', 'y'] }, { resistor: 1000, nodes: ['y', 'gnd'] },
  { connect: 'b.in', nodes: ['y', 'gnd'] },
]

const benches: SimBench[] = []

afterEach(() => {
  for (const bench of benches.splice(0)) bench.close()
})

function makeBench(options: Partial<SimBenchOptions> = {}): SimBench {
  const bench = simBench({ instruments: { a: { simulator: testInstrument }, b: { simulator: testInstrument } }, circuit: wires, ...options })
  benches.push(bench)
  return bench
}

function connect(bench: SimBench, alias: string): Promise<Connection> {
  return bench.transport().connect(parseResourceName(`SIM::${alias}::INSTR`))
}

function send(connection: Connection, message: string): Promise<void> {
  return connection.write(Buffer.from(`${message}\n`))
}

async function receive(connection: Connection, timeoutMs?: number): Promise<string> {
  const { data } = await connection.read({ timeoutMs })
  return Buffer.from(data).toString('latin1').trimEnd()
}

async function ask(connection: Connection, query: string): Promise<string> {
  await send(connection, query)
  return receive(connection)
}

describe('a simulated bench', () => {
  it('lets one instrument read what the other drives through the circuit', async () => {
    const bench = makeBench()
    const [a, b] = [await connect(bench, 'a'), await connect(bench, 'b')]
    await send(a, 'LEV 6;:OUTP ON')
    expect(Number(await ask(b, 'MEAS?'))).toBeCloseTo(3, 3)
    await send(a, 'OUTP OFF')
    expect(Number(await ask(b, 'MEAS?'))).toBeCloseTo(0, 6)
  })

  it('gives the same bytes for the same seed, and each instrument its own', async () => {
    const take = async (seed: number): Promise<string[]> => {
      const bench = makeBench({ seed })
      const [a, b] = [await connect(bench, 'a'), await connect(bench, 'b')]
      return [await ask(a, 'NOIS?'), await ask(b, 'NOIS?'), await ask(a, 'NOIS?')]
    }
    expect(await take(5)).toEqual(await take(5))
    expect(await take(5)).not.toEqual(await take(6))
    expect(new Set(await take(5)).size).toBe(3)
  })

  it('does not change what one instrument gives when another is added', async () => {
    const alone = makeBench({ instruments: { a: { simulator: testInstrument } }, circuit: [] })
    expect(await ask(await connect(alone, 'a'), 'NOIS?')).toBe(await ask(await connect(makeBench(), 'a'), 'NOIS?'))
  })

  it('gives its instruments the serial numbers asked for', async () => {
    const bench = makeBench({ instruments: { a: { simulator: testInstrument, serial: 'X42' } }, circuit: [] })
    expect(await ask(await connect(bench, 'a'), '*IDN?')).toBe('LAB,TEST,X42,1.0')
  })

  it('lists its instruments', async () => {
    const bench = makeBench()
    const found = []
    for await (const instrument of bench.transport().discover?.() ?? []) found.push(instrument)
    expect(found).toEqual(['a', 'b'].map((alias) => (
      { resources: [`SIM::${alias}::INSTR`], manufacturer: 'LAB', model: 'TEST', serial: 'SIM1' })))
  })

  it('shows the instruments themselves to a test', async () => {
    const bench = makeBench()
    await send(await connect(bench, 'a'), 'LEV 4')
    expect(bench.device('a').get('level')).toBe(4)
    expect(bench.aliases).toEqual(['a', 'b'])
  })
})

describe('mistakes in a bench', () => {
  it('are a port that no instrument has', () => {
    const circuit: CircuitElement[] = [{ connect: 'a.ouput', nodes: ['x', 'gnd'] }]
    expect(() => makeBench({ circuit })).toThrow(/connects 'a.ouput', which no instrument of the bench has/)
    try {
      makeBench({ circuit })
    } catch (error) {
      expect(error).toMatchObject({ code: 'LAB_BENCH_FILE', hint: 'There are a.out, a.in, b.out, b.in.' })
    }
  })

  it('are an instrument that is not there', async () => {
    const connecting = connect(makeBench(), 'c')
    await expect(connecting).rejects.toThrow(ConnectionError)
    await expect(connecting).rejects.toMatchObject({ reason: 'refused', hint: 'It has a, b.' })
    expect(() => makeBench().device('c')).toThrow(/no simulated instrument 'c'/)
  })

  it('are a resource of another kind', async () => {
    const transport = makeBench().transport()
    const resource = parseResourceName('TCPIP::localhost::5025::SOCKET')
    expect(transport.handles(resource)).toBe(false)
    await expect(transport.connect(resource)).rejects.toThrow(UnsupportedError)
  })
})

describe('faults', () => {
  it('make a reply not come, once for each', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'drop-reply' })
    await send(a, 'LEV?')
    const reading = receive(a, 500)
    reading.catch(() => undefined)
    await clock.advance(500)
    await expect(reading).rejects.toThrow(TimeoutError)
    await a.clear()
    expect(await ask(a, 'LEV?')).toBe('+0.00000000E+00')
  })

  it('make a reply late, and never the answer to a later query', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'delay-reply', delayMs: 300 })
    await send(a, 'LEV?')
    const early = receive(a, 100)
    early.catch(() => undefined)
    await clock.advance(100)
    await expect(early).rejects.toThrow(TimeoutError)
    await a.clear()
    await send(a, '*IDN?')
    await clock.advance(300)
    expect(await receive(a)).toBe('LAB,TEST,SIM1,1.0')

    bench.inject('a', { kind: 'delay-reply', delayMs: 300 })
    await send(a, 'LEV?')
    const patient = receive(a, 400)
    await clock.advance(300)
    expect(await patient).toBe('+0.00000000E+00')
  })

  it('put something else in place of a reply', async () => {
    const bench = makeBench()
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'replace-reply', data: 'garbage\n' }, 2)
    expect([await ask(a, 'LEV?'), await ask(a, 'LEV?'), await ask(a, 'LEV?')]).toEqual(['garbage', 'garbage', '+0.00000000E+00'])
  })

  it('break the link in the middle of a reply', async () => {
    const bench = makeBench()
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'lose-link', afterBytes: 4 })
    await send(a, '*IDN?')
    const part = await a.read()
    expect([Buffer.from(part.data).toString(), part.end]).toEqual(['LAB,', 'more'])
    await expect(a.read()).rejects.toMatchObject({ reason: 'lost' })
    expect(a.state).toBe('lost')
    await expect(send(a, '*IDN?')).rejects.toMatchObject({ reason: 'lost' })
    expect(bench.device('a').errors.length).toBe(0)
  })

  it('break the link before the first byte', async () => {
    const bench = makeBench()
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'lose-link', afterBytes: 0 })
    await send(a, '*IDN?')
    await expect(a.read()).rejects.toMatchObject({ reason: 'lost' })
  })

  it('break a link that waits for its reply', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const a = await connect(bench, 'a')
    bench.inject('a', { kind: 'lose-link', afterBytes: 0 })
    await send(a, 'LATE? 10')
    const reading = a.read()
    reading.catch(() => undefined)
    await clock.advance(10)
    await expect(reading).rejects.toMatchObject({ reason: 'lost' })
  })

  it('refuse a connection, the next one is accepted', async () => {
    const bench = makeBench()
    bench.inject('a', { kind: 'refuse-connection' })
    await expect(connect(bench, 'a')).rejects.toMatchObject({ reason: 'refused' })
    expect((await connect(bench, 'a')).state).toBe('open')
  })

  it('break every link to an instrument at once and leave the others alone', async () => {
    const bench = makeBench()
    const [one, other, b] = [await connect(bench, 'a'), await connect(bench, 'a'), await connect(bench, 'b')]
    const reading = one.read()
    reading.catch(() => undefined)
    bench.loseLinks('a')
    await expect(reading).rejects.toMatchObject({ reason: 'lost' })
    expect([one.state, other.state, b.state]).toEqual(['lost', 'lost', 'open'])
    expect(await ask(await connect(bench, 'a'), '*IDN?')).toContain('TEST')
  })
})

describe('a link', () => {
  it('tells a query that is read without having been sent, as -420', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const a = await connect(bench, 'a')
    const reading = a.read({ timeoutMs: 10 })
    reading.catch(() => undefined)
    await clock.advance(10)
    await expect(reading).rejects.toThrow(TimeoutError)
    await a.clear()
    expect(await ask(a, 'SYST:ERR?')).toBe('-420,"Query UNTERMINATED"')
  })

  it('drops a reply that was not read when the next message comes, as -410', async () => {
    const a = await connect(makeBench(), 'a')
    await send(a, 'LEV?')
    expect(await ask(a, '*IDN?')).toBe('LAB,TEST,SIM1,1.0')
    expect(await ask(a, 'SYST:ERR?')).toBe('-410,"Query INTERRUPTED"')
  })

  it('takes one read at a time', async () => {
    const a = await connect(makeBench(), 'a')
    const waiting = a.read()
    waiting.catch(() => undefined)
    await expect(a.read()).rejects.toMatchObject({ reason: 'busy' })
    await a.close()
    await expect(waiting).rejects.toMatchObject({ reason: 'closed' })
  })

  it('triggers the instrument', async () => {
    const a = await connect(makeBench(), 'a')
    await a.trigger()
    expect(await ask(a, 'LEV?')).toBe('+7.00000000E+00')
  })

  it('polls the status byte, with the message that waits in it', async () => {
    const a = await connect(makeBench(), 'a')
    expect(await a.readStatusByte()).toBe(0)
    await send(a, 'LEV?')
    expect(await a.readStatusByte()).toBe(16)
  })

  it('hands on service requests until it is closed', async () => {
    const a = await connect(makeBench(), 'a')
    const seen: number[] = []
    const listening = (async () => {
      for await (const statusByte of a.serviceRequests()) seen.push(statusByte)
    })()
    await send(a, '*SRE 4')
    await send(a, 'NONSENSE')
    await send(a, 'SYST:ERR?')
    await receive(a)
    await send(a, 'NONSENSE')
    await a.close()
    await listening
    expect(seen).toEqual([0x44, 0x44])
  })

  it('ends the wait for service requests with the reason of its signal', async () => {
    const a = await connect(makeBench(), 'a')
    const controller = new AbortController()
    const next = a.serviceRequests({ signal: controller.signal })[Symbol.asyncIterator]().next()
    next.catch(() => undefined)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
  })

  it('keeps others out while it holds the lock, and lets them in afterwards', async () => {
    const bench = makeBench()
    const [one, other] = [await connect(bench, 'a'), await connect(bench, 'a')]
    const held = await one.lock()
    await expect(send(other, '*IDN?')).rejects.toMatchObject({ reason: 'busy' })
    await expect(other.read()).rejects.toMatchObject({ reason: 'busy' })
    expect(await ask(one, 'LEV?')).toBe('+0.00000000E+00')
    const waiting = other.lock()
    await held[Symbol.asyncDispose]()
    await waiting
    await expect(send(one, '*IDN?')).rejects.toMatchObject({ reason: 'busy' })
  })

  it('waits for a lock no longer than it may, and gives up its locks when it ends', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const [one, other] = [await connect(bench, 'a'), await connect(bench, 'a')]
    await one.lock({ sharedKey: 'k' })
    await other.lock({ sharedKey: 'k' })
    const third = await connect(bench, 'a')
    const waiting = third.lock({ timeoutMs: 50 })
    waiting.catch(() => undefined)
    await clock.advance(50)
    await expect(waiting).rejects.toThrow(TimeoutError)
    await one.close()
    bench.loseLinks('a')
    expect(await ask(await connect(bench, 'a'), 'LEV?')).toBe('+0.00000000E+00')
  })

  it('is closed with the bench', async () => {
    const bench = makeBench()
    const a = await connect(bench, 'a')
    bench.close()
    expect(a.state).toBe('closed')
  })

  it('answers on a virtual clock when its time has come', async () => {
    const clock = virtualClock()
    const a = await connect(makeBench({ clock }), 'a')
    await send(a, 'LATE? 3600000')
    const reading = receive(a)
    await clock.advance(3_600_000)
    expect(await reading).toBe('late 3600000')
  })
})
