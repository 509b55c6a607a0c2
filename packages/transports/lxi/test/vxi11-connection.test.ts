import { ConnectionError, TimeoutError, UnsupportedError, type Connection, type ServiceRequests } from '@lab/core'
import { ContractInstrument } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { serveVxi11 } from '../src/server/vxi11-server.ts'
import { core } from '../src/vxi11/programs.ts'
import { handlesBackTo, openHandles } from './support/open-handles.ts'
import { words, scriptedVxi11 } from './support/scripted-vxi11.ts'
import { contractDevice } from './support/contract-device.ts'
import { ask, connectVxi11, contractVxi11 } from './support/vxi11-fixtures.ts'

const idn = Buffer.from('*IDN?\n')
const soon = { timeoutMs: 2000 }

async function firstOf(requests: ServiceRequests): Promise<number | undefined> {
  for await (const status of requests) return status
  return undefined
}

/** How long something takes that must fail, in ms, and with what. */
async function failing(use: Promise<unknown>): Promise<{ readonly error: unknown; readonly ms: number }> {
  const started = performance.now()
  const error: unknown = await use.then(() => undefined, (caught: unknown) => caught)
  return { error, ms: performance.now() - started }
}

describe('cancelling', () => {
  it('a blocking read ends within 50 ms of its cancellation, and the query after clear is right', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    for (let round = 0; round < 5; round++) {
      await connection.write(Buffer.from('CONT:HOLD? old\n'))
      const controller = new AbortController()
      const reason = new Error('stop')
      const reading = connection.read({ signal: controller.signal })
      const failed = failing(reading)
      const aborted = new Promise<number>((resolve) => setTimeout(() => {
        resolve(performance.now())
        controller.abort(reason)
      }, 20))
      expect((await failed).error).toBe(reason)
      expect(performance.now() - await aborted).toBeLessThan(50)
      const started = performance.now()
      await connection.clear(soon)
      // Without device_abort it would have waited half a second for the read.
      expect(performance.now() - started).toBeLessThan(450)
      expect(await ask(connection, `CONT:ECHO? ${round}`)).toBe(String(round))
    }
  })

  it('tells the instrument by device_abort, so that its link is free again at once', async () => {
    const device = contractDevice()
    const server = await serveVxi11({ inst0: device }, { host: '127.0.0.1', port: 0, portmapper: false })
    const connection = await connectVxi11(server.port)
    const reading = failing(connection.read({ signal: AbortSignal.timeout(20) }))
    await reading
    // The status byte comes over the channel on which the read was waiting half an hour.
    expect(await connection.readStatusByte({ timeoutMs: 500 })).toBe(0)
    await connection.close()
    await server.close()
  })

  it('a late answer does not come after a read that was given up without clear, either', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    await connection.write(Buffer.from('CONT:LATE? 40,old\n'))
    await expect(connection.read({ timeoutMs: 10 })).rejects.toBeInstanceOf(TimeoutError)
    await connection.clear(soon)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(await ask(connection, 'CONT:ECHO? new')).toBe('new')
  })

  it('a write that was given up in the middle of a call needs clear, which opens the link anew', async () => {
    const block = Buffer.alloc(64 * 1024 * 1024, 65)
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    const controller = new AbortController()
    const writing = connection.write(block, { signal: controller.signal })
    controller.abort(new Error('stop'))
    await expect(writing).rejects.toThrow('stop')
    await connection.clear(soon)
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
  })

  it('clear ends a lock that is waited for', async () => {
    await using server = await contractVxi11()
    await using holder = await connectVxi11(server.port)
    await using other = await connectVxi11(server.port)
    const lock = await holder.lock()
    const waiting = failing(other.lock())
    const clearing = failing(other.clear(soon))
    expect((await waiting).error).toMatchObject({ reason: 'closed' })
    expect((await clearing).error).toMatchObject({ reason: 'busy' })
    await lock[Symbol.asyncDispose]()
    await other.clear(soon)
    expect(await ask(holder, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
  })
})

describe('locks', () => {
  it('an exclusive lock keeps everything of another client out, with an error that says why', async () => {
    await using server = await contractVxi11()
    await using holder = await connectVxi11(server.port)
    await using other = await connectVxi11(server.port)
    const lock = await holder.lock(soon)
    const uses: readonly ((connection: Connection) => Promise<unknown>)[] = [
      (one) => one.write(idn, soon), (one) => one.read(soon), (one) => one.trigger(soon), (one) => one.readStatusByte(soon),
      (one) => one.clear(soon), (one) => one.setRemote('local', soon),
    ]
    for (const use of uses) {
      await expect(use(other)).rejects.toMatchObject({ reason: 'busy', message: expect.stringContaining('error 11') })
    }
    expect(await ask(holder, 'CONT:TRIG?')).toBe('0')
    await lock[Symbol.asyncDispose]()
    expect(await ask(other, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
  })

  it('an operation waits for the lock as long as lockTimeoutMs says', async () => {
    await using server = await contractVxi11()
    await using holder = await connectVxi11(server.port)
    await using other = await connectVxi11(server.port, { settings: { lockTimeoutMs: 1000 } })
    const lock = await holder.lock(soon)
    const asking = ask(other, '*IDN?')
    await ask(holder, '*IDN?')
    await lock[Symbol.asyncDispose]()
    expect(await asking).toBe('LAB,CONTRACT,1,1.0')
    await using brief = await connectVxi11(server.port, { settings: { lockTimeoutMs: 30 } })
    await holder.lock(soon)
    await expect(brief.write(idn, soon)).rejects.toMatchObject({ reason: 'busy' })
  })

  it('taken twice it is given back twice', async () => {
    await using server = await contractVxi11()
    await using holder = await connectVxi11(server.port)
    await using other = await connectVxi11(server.port)
    const [first, second] = [await holder.lock(soon), await holder.lock(soon)]
    await first[Symbol.asyncDispose]()
    await first[Symbol.asyncDispose]()
    await expect(other.write(idn, soon)).rejects.toMatchObject({ reason: 'busy' })
    await second[Symbol.asyncDispose]()
    await other.write(idn, soon)
  })

  it('a lock that was given up while it was waited for is not held by anybody', async () => {
    await using server = await contractVxi11()
    await using holder = await connectVxi11(server.port)
    await using other = await connectVxi11(server.port)
    const lock = await holder.lock(soon)
    await expect(other.lock({ timeoutMs: 30 })).rejects.toBeInstanceOf(TimeoutError)
    await lock[Symbol.asyncDispose]()
    await expect(ask(holder, '*IDN?')).resolves.toBe('LAB,CONTRACT,1,1.0')
  })

  it('an instrument that does not wait itself is asked again until the lock is free', async () => {
    let asked = 0
    await using server = await scriptedVxi11({ [core.lock]: () => words(++asked < 3 ? 11 : 0), [core.unlock]: () => words(0) })
    await using connection = await connectVxi11(server.port)
    const lock = await connection.lock(soon)
    expect(asked).toBe(3)
    await lock[Symbol.asyncDispose]()
  })

  it('a shared key is refused', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    await expect(connection.lock({ sharedKey: 'bench' })).rejects.toBeInstanceOf(UnsupportedError)
  })

  it('comes back with the link that clear opens anew', async () => {
    const ok = (): ReturnType<typeof words> => words(0)
    await using server = await scriptedVxi11({ [core.lock]: ok, [core.unlock]: ok, [core.clear]: () => words(8) })
    await using connection = await connectVxi11(server.port)
    await connection.lock(soon)
    await connection.clear(soon)
    expect(server.calls).toEqual([core.createLink, core.lock, core.clear, core.createLink, core.lock])
  })
})

describe('service requests', () => {
  it('wake who waits, without polling', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    const requests = await connection.serviceRequests(soon)
    const waiting = firstOf(requests)
    await connection.write(Buffer.from('CONT:SRQ\n'))
    const started = performance.now()
    expect(await waiting).toBe(0x40)
    expect(performance.now() - started).toBeLessThan(500)
    await requests[Symbol.asyncDispose]()
  })

  it('come one by one, each to every listener', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    const listeners = [await connection.serviceRequests(), await connection.serviceRequests()]
    const iterators = listeners.map((one) => one[Symbol.asyncIterator]())
    for (let i = 0; i < 3; i++) {
      await connection.write(Buffer.from('CONT:SRQ\n'))
      for (const iterator of iterators) expect((await iterator.next()).value).toBe(0x40)
    }
    await Promise.all(listeners.map((one) => one[Symbol.asyncDispose]()))
  })

  it('disposing of the last listener ends the interrupt channel in order', async () => {
    const ok = (): ReturnType<typeof words> => words(0)
    const { createLink, createInterruptChannel, enableServiceRequest, destroyInterruptChannel } = core
    await using server = await scriptedVxi11({
      [createInterruptChannel]: ok, [enableServiceRequest]: ok, [destroyInterruptChannel]: ok,
    })
    await using connection = await connectVxi11(server.port)
    const before = openHandles()
    const [first, second] = [await connection.serviceRequests(soon), await connection.serviceRequests(soon)]
    await first[Symbol.asyncDispose]()
    await first[Symbol.asyncDispose]()
    expect(server.calls).not.toContain(destroyInterruptChannel)
    await second[Symbol.asyncDispose]()
    expect(server.calls).toEqual([
      createLink, createInterruptChannel, enableServiceRequest, enableServiceRequest, destroyInterruptChannel,
    ])
    expect(await handlesBackTo(before)).toBeLessThanOrEqual(before)
    const third = await connection.serviceRequests(soon)
    await third[Symbol.asyncDispose]()
  })

  it('an aborted signal throws its reason to who listens', async () => {
    await using server = await contractVxi11()
    await using connection = await connectVxi11(server.port)
    const controller = new AbortController()
    const requests = await connection.serviceRequests({ signal: controller.signal })
    const waiting = firstOf(requests)
    controller.abort(new Error('stop'))
    await expect(waiting).rejects.toThrow('stop')
    await requests[Symbol.asyncDispose]()
  })
})

describe('handles', () => {
  it('nothing is left of a connection that did everything', async () => {
    const server = await contractVxi11()
    const before = openHandles()
    const connection = await connectVxi11(server.port)
    const other = await connectVxi11(server.port)
    await connection.serviceRequests()
    await connection.lock()
    await failing(connection.read({ timeoutMs: 10 }))
    await connection.clear(soon)
    await ask(connection, '*IDN?')
    const pending = failing(connection.read({ timeoutMs: 60_000 }))
    await connection.close()
    await other.close()
    expect((await pending).error).toBeInstanceOf(ConnectionError)
    expect(await handlesBackTo(before)).toBeLessThanOrEqual(before)
    await server.close()
    expect(await handlesBackTo(before - 2)).toBeLessThan(before)
  })

  it('nothing is left of connections that could not be opened', async () => {
    const instrument = contractDevice(new ContractInstrument())
    const server = await serveVxi11({ inst0: instrument }, { host: '127.0.0.1', port: 0, portmapper: false })
    const before = openHandles()
    for (let i = 0; i < 10; i++) await failing(connectVxi11(server.port, { device: 'inst7' }))
    expect(await handlesBackTo(before)).toBeLessThanOrEqual(before)
    await server.close()
  })
})
