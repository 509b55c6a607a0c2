import { once } from 'node:events'
import { createServer } from 'node:net'
import { LineClient } from '@lab/counterparts'
import { ConnectionError } from '@lab/core'
import { action, numberSetting } from '@lab/scpi'
import { defineDevice, type ScpiDevice } from '@lab/scpi/device'
import { afterEach, describe, expect, it } from 'vitest'
import { InstrumentLock } from '@lab/core/transport'
import { serveRawSocket, type ServedProtocol, type ServerTap } from '../../src/server/index.ts'
import { contractDevice } from '../support/contract-device.ts'

const none = { kind: 'none' } as const
const blockParameter = { parameter: { kind: 'block' } } as const
const numberParameter = { parameter: { kind: 'number' } } as const
const served: ServedProtocol[] = []

afterEach(async () => {
  await Promise.all(served.splice(0).map((socket) => socket.close()))
})

function makeDevice(): ScpiDevice {
  const release: (() => void)[] = []
  let block: Uint8Array = new Uint8Array(0)
  return defineDevice({
    identity: { manufacturer: 'LAB', model: 'TEST', serial: '1', firmware: '1' },
    commands: {
      level: numberSetting({ header: 'LEVel', format: 'nr1', description: 'A number.' }),
      data: action({ header: 'DATA', form: 'both', parameters: [blockParameter], effect: none, description: 'Bytes.' }),
      big: action({ header: 'BIG', form: 'query', parameters: [numberParameter], effect: none, description: 'Many bytes.' }),
      wait: action({ header: 'WAIT', form: 'query', effect: none, description: 'Answers after GO.' }),
      go: action({ header: 'GO', form: 'command', effect: none, description: 'Lets WAIT answer.' }),
    },
    handlers: {
      data: ({ query, parameters: [data] }) => {
        if (query) return Buffer.concat([Buffer.from(`#9${String(block.length).padStart(9, '0')}`), block])
        if (data instanceof Uint8Array) block = data
        return undefined
      },
      big: ({ parameters: [length] }) => 'x'.repeat(Number(length)),
      wait: () => new Promise((resolve) => release.push(() => resolve('done'))),
      go: () => release.shift()?.(),
    },
  })
}

async function serve(device: ScpiDevice, tap?: ServerTap): Promise<ServedProtocol> {
  const socket = await serveRawSocket({ instrument: device, lock: new InstrumentLock(), tap }, { host: '127.0.0.1', port: 0 })
  served.push(socket)
  return socket
}

describe('a served raw socket', () => {
  it('answers queries line by line', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    expect(await client.ask('*IDN?')).toBe('LAB,TEST,1,1')
    expect(await client.ask('LEV 5;:LEV?')).toBe('+5')
  })

  it('answers a client that has closed its side, then closes', async () => {
    const device = makeDevice()
    const { port } = await serve(device)
    await using client = await LineClient.open(port)
    client.raw('WAIT?\n*IDN?\n')
    client.socket.end()
    await using other = await LineClient.open(port)
    expect(await other.ask('GO;*OPC?')).toBe('1')
    expect(await client.line()).toBe('done')
    expect(await client.line()).toBe('LAB,TEST,1,1')
    if (!client.socket.closed) await once(client.socket, 'close')
    expect(client.socket.errored).toBeNull()
  })

  it('takes messages that arrive in pieces, and several at once', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    for (const piece of ['*ID', 'N', '?', '\n']) client.raw(piece)
    expect(await client.line()).toBe('LAB,TEST,1,1')
    client.raw('LEV 1\nLEV?\n*IDN?\r\nLEV?\n')
    expect([await client.line(), await client.line(), await client.line()]).toEqual(['+1', 'LAB,TEST,1,1', '+1'])
    expect(await client.ask('SYST:ERR?')).toMatch(/^\+0/)
  })

  it('takes blocks with every byte in them, line feeds too', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    const bytes = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('')
    client.raw(`DATA #3256${bytes}\n`)
    client.raw('DATA?\n')
    const received = `${await client.line()}\n${await client.line()}`
    expect(received).toBe(`#9000000256${bytes}`)
  })

  it('keeps the input of two clients apart and shares the settings', async () => {
    const { port } = await serve(makeDevice())
    await using one = await LineClient.open(port)
    await using other = await LineClient.open(port)
    one.raw('LEV 3;:LE')
    expect(await other.ask('LEV 4;:LEV?')).toBe('+4')
    expect(await one.ask('V?')).toBe('+3')
    expect(await other.ask('LEV?')).toBe('+3')
  })

  it('sends an answer that comes later to the client that asked', async () => {
    const { port } = await serve(makeDevice())
    await using one = await LineClient.open(port)
    await using other = await LineClient.open(port)
    one.raw('WAIT?\n')
    expect(await other.ask('GO;*IDN?')).toBe('LAB,TEST,1,1')
    expect(await one.line()).toBe('done')
  })

  it('stops reading from a client that does not read its answers, and loses none of them', async () => {
    let received = 0
    const { port } = await serve(makeDevice(), (direction, data) => {
      if (direction === 'received') received += data.length
    })
    await using client = await LineClient.open(port)
    await using other = await LineClient.open(port)
    const query = 'BIG? 1000000\n'
    const count = 60
    client.socket.pause()
    client.raw(query.repeat(count))
    let others = 0
    while (received - others < query.length * count) {
      await other.ask('LEV?')
      others += 'LEV?\n'.length
    }
    const before = received
    client.raw(query)
    for (let i = 0; i < 20; i++) await other.ask('LEV?')
    expect(received).toBe(before + 20 * 'LEV?\n'.length)
    client.socket.resume()
    for (let i = 0; i <= count; i++) expect((await client.line()).length).toBe(1_000_000)
  })

  it('goes on serving after a client has gone without a word', async () => {
    const { port } = await serve(makeDevice())
    const gone = await LineClient.open(port)
    gone.raw('WAIT?\n')
    gone.socket.resetAndDestroy()
    await using client = await LineClient.open(port)
    expect(await client.ask('GO;*IDN?')).toBe('LAB,TEST,1,1')
  })

  it('shows all bytes to the tap, in order', async () => {
    const seen: string[] = []
    const { port } = await serve(makeDevice(), (direction, data) => {
      seen.push(`${direction} ${Buffer.from(data).toString('latin1')}`)
    })
    await using client = await LineClient.open(port)
    await client.ask('*IDN?')
    expect(seen).toEqual(['received *IDN?\n', 'sent LAB,TEST,1,1\n'])
  })

  it('cuts clients off and frees the port when it is closed', async () => {
    const socket = await serve(makeDevice())
    await using client = await LineClient.open(socket.port)
    const closed = once(client.socket, 'close')
    await socket.close()
    await closed
    const again = await serveRawSocket(contractDevice(), { host: '127.0.0.1', port: socket.port })
    await again.close()
  })

  it('says which port is taken and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' ? address?.port ?? 0 : 0
    const serving = serveRawSocket(contractDevice(), { host: '127.0.0.1', port })
    await expect(serving).rejects.toThrow(ConnectionError)
    await expect(serving).rejects.toMatchObject({
      reason: 'busy',
      message: expect.stringContaining(`Port ${port} of 127.0.0.1`),
      hint: expect.stringContaining('another port'),
    })
    other.close()
  })
})

describe('a lock of another client', () => {
  it('keeps a raw client waiting, with all it sends, and lets it go on afterwards', async () => {
    const lock = new InstrumentLock()
    const received: string[] = []
    const tap: ServerTap = (direction, data) => direction === 'received' && received.push(String(data))
    const server = await serveRawSocket({ instrument: makeDevice(), lock, tap }, { host: '127.0.0.1', port: 0 })
    served.push(server)
    const holder = {}
    await using client = await LineClient.open(server.port)
    expect(await client.ask('LEV?')).toBe('+0')
    await lock.acquire(holder, { timeoutMs: 0 })
    client.raw('LEV 1\nLEV?\n')
    client.socket.end()
    await using other = await LineClient.open(server.port)
    const waiting = other.ask('LEV?')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(received).toEqual(['LEV?\n'])
    lock.release(holder)
    expect(await client.line()).toBe('+1')
    expect(await waiting).toBe('+1')
  })

  it('is given to a client that leaves no trace when it goes while it waits', async () => {
    const lock = new InstrumentLock()
    const server = await serveRawSocket({ instrument: makeDevice(), lock }, { host: '127.0.0.1', port: 0 })
    served.push(server)
    const holder = {}
    await lock.acquire(holder, { timeoutMs: 0 })
    const gone = await LineClient.open(server.port)
    gone.raw('LEV 9\n')
    await new Promise((resolve) => setTimeout(resolve, 10))
    gone.socket.resetAndDestroy()
    await using client = await LineClient.open(server.port)
    const waiting = client.ask('LEV?')
    await new Promise((resolve) => setTimeout(resolve, 10))
    lock.release(holder)
    expect(await waiting).toBe('+0')
  })
})

describe('the control port of a raw socket', () => {
  it('clears the link it belongs to and says when it is done', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    await using control = await LineClient.open(Number(await client.ask('SYST:COMM:TCP:CONT?')))
    client.raw('WAIT?\n')
    expect(await control.ask('DCL')).toBe('DCL')
    expect(await client.ask('*IDN?')).toBe('LAB,TEST,1,1')
  })

  it('is another one for each client, the same each time it is asked, and gone with its client', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    const other = await LineClient.open(port)
    const [first, again, second] = [
      await client.ask('SYST:COMM:TCP:CONT?'), await client.ask('SYSTem:COMMunicate:TCPip:CONTrol?'),
      await other.ask('SYST:COMM:TCP:CONT?'),
    ]
    expect(again).toBe(first)
    expect(second).not.toBe(first)
    await using control = await LineClient.open(Number(second))
    const ended = once(control.socket, 'close')
    await other[Symbol.asyncDispose]()
    await ended
  })

  it('reports service requests', async () => {
    const { port } = await serve(makeDevice())
    await using client = await LineClient.open(port)
    await using control = await LineClient.open(Number(await client.ask('SYST:COMM:TCP:CONT?')))
    const request = control.line()
    client.raw('*SRE 4;NONSENSE\n')
    expect(await request).toBe('SRQ +68')
  })
})
