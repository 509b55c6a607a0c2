import { ConnectionError, ProtocolError, TimeoutError, UnsupportedError } from '@lab/core'
import { servedContract } from '@lab/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { UsbtmcConnection } from '../src/connection.ts'
import { quirksOf } from '../src/quirks.ts'
import { MemoryPort } from './support/memory-port.ts'
import { identity, resource } from './support/memory-rig.ts'
import { opened as openedInMemory, patience, query, text, type Opened } from './support/opened.ts'

const open: Opened[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
})

const opened = async (...options: Parameters<typeof openedInMemory>): Promise<Opened> => {
  const one = await openedInMemory(...options)
  open.push(one)
  return one
}

describe('capabilities', () => {
  const none = {
    indicatorPulse: false, terminationCharacter: false, usb488Version: 0, remoteLocal: false, trigger: false, serviceRequest: false,
  }

  it('that a device has not are refused before anything is sent', async () => {
    const { port, connection } = await opened({ capabilities: none })
    port.faults.ofControl = () => 'failed'
    port.faults.ofSend = () => 'failed'
    await expect(connection.trigger()).rejects.toThrow(UnsupportedError)
    await expect(connection.readStatusByte()).rejects.toThrow(UnsupportedError)
    await expect(connection.serviceRequests()).rejects.toThrow(UnsupportedError)
    await expect(connection.setRemote('remote')).rejects.toThrow(UnsupportedError)
    await expect(connection.indicate()).rejects.toThrow(UnsupportedError)
    expect(connection.supports).toMatchObject({ trigger: false, statusByte: false, serviceRequest: false, remoteLocal: false })
    port.faults.clear()
  })

  it('that a device cannot tell are taken to be none, and messages work', async () => {
    const port = new MemoryPort({ instrument: servedContract(), identity })
    port.faults.ofControl = () => 'stall'
    const connection = await UsbtmcConnection.open({ resource, port, quirks: quirksOf(0, 0) })
    port.faults.clear()
    expect(connection.supports).toMatchObject({ trigger: false, statusByte: false, terminationCharacter: true })
    expect(await query(connection, 'CONT:ECHO? a')).toBe('a')
    await connection.close()
  })

  it('without a termination character stop at one on this side', async () => {
    const { connection } = await opened({ capabilities: none })
    await connection.write(text('CONT:ECHO? one,two'))
    const first = await connection.read({ terminationCharacter: 0x2c, ...patience })
    expect([new TextDecoder().decode(first.data), first.end]).toEqual(['one,', 'termination-character'])
    const second = await connection.read(patience)
    expect([new TextDecoder().decode(second.data), second.end]).toEqual(['two\n', 'end'])
  })

  it('with a termination character let the device stop there', async () => {
    const { port, connection } = await opened()
    const attributes: number[] = []
    port.faults.ofSend = (data) => {
      if (data[0] === 2) attributes.push((data[8] ?? 0) * 256 + (data[9] ?? 0))
      return undefined
    }
    await connection.write(text('CONT:ECHO? one,two'))
    expect((await connection.read({ terminationCharacter: 0x2c, ...patience })).end).toBe('termination-character')
    expect((await connection.read(patience)).end).toBe('end')
    expect(attributes).toEqual([0x022c, 0])
  })

  it('of a talker refuse writes, of a listener reads', async () => {
    const talker = await opened({ capabilities: { talkOnly: true } })
    await expect(talker.connection.write(text('*IDN?'))).rejects.toThrow('only a talker')
    const listener = await opened({ capabilities: { listenOnly: true } })
    await expect(listener.connection.read()).rejects.toThrow('only a listener')
  })

  it('are believed less where the table knows better', async () => {
    const { connection } = await opened({}, { remoteLocal: false })
    await expect(connection.setRemote('remote')).rejects.toThrow(UnsupportedError)
  })
})

describe('one operation while another is under way', () => {
  it('a read right after one that timed out gets the answer to what was sent since', async () => {
    const { connection } = await opened()
    await expect(connection.read({ timeoutMs: 10 })).rejects.toThrow(TimeoutError)
    const waiting = connection.read(patience)
    await connection.write(text('CONT:ECHO? new'), patience)
    expect(new TextDecoder().decode((await waiting).data)).toBe('new\n')
  })

  it('a write right after one that was given up does not send its bytes', async () => {
    const { port, connection } = await opened()
    port.faults.ofSend = () => 'hang'
    await expect(connection.write(text('CONT:LEV 9'), { timeoutMs: 10 })).rejects.toThrow(TimeoutError)
    port.faults.clear()
    const controller = new AbortController()
    const second = connection.write(text('CONT:LEV 3'), { signal: controller.signal })
    controller.abort(new Error('not wanted'))
    await expect(second).rejects.toThrow('not wanted')
    expect(await query(connection, 'CONT:LEV?')).toBe('0')
  })

  it('a message of which a part was sent is forgotten when the rest is given up', async () => {
    const { port, connection } = await opened()
    await connection.write(new TextEncoder().encode('CONT:LEV '), { end: false })
    port.faults.ofSend = () => 'hang'
    await expect(connection.write(text('5'), { timeoutMs: 10 })).rejects.toThrow(TimeoutError)
    port.faults.clear()
    expect(await query(connection, 'CONT:LEV?')).toBe('0')
  })

  it('a status byte can be read while a read waits, and several at once', async () => {
    const { connection } = await opened()
    await connection.write(text('CONT:LATE? 30,late'))
    const reading = connection.read(patience)
    expect(await Promise.all([1, 2, 3].map(() => connection.readStatusByte(patience)))).toEqual([0, 0, 0])
    expect(new TextDecoder().decode((await reading).data)).toBe('late\n')
  })

  it('a trigger does not disturb the read that waits', async () => {
    const { connection } = await opened()
    await connection.write(text('CONT:LATE? 30,late'))
    const reading = connection.read(patience)
    await connection.trigger(patience)
    expect(new TextDecoder().decode((await reading).data)).toBe('late\n')
    expect(await query(connection, 'CONT:TRIG?')).toBe('1')
  })

  it('a write that hangs and a read that waits for its turn behind it are given up each in its time', async () => {
    const { port, connection } = await opened()
    port.faults.ofSend = () => 'hang'
    const writing = connection.write(text('CONT:LEV 9'), { timeoutMs: 40 })
    const reading = connection.read({ timeoutMs: 10 })
    await expect(reading).rejects.toThrow(TimeoutError)
    await expect(writing).rejects.toThrow(TimeoutError)
    port.faults.clear()
    expect(await query(connection, 'CONT:LEV?')).toBe('0')
  })

  it('close() in the middle of a response leaves the device ready for the next program', async () => {
    const instrument = servedContract()
    const { connection } = await opened({ instrument })
    await connection.write(text('CONT:BLOC? 2000000'))
    await connection.read({ maxBytes: 10, ...patience })
    await connection.close()
    const next = await opened({ instrument })
    expect(await query(next.connection, 'CONT:ECHO? next')).toBe('next')
  })
})

describe('failures', () => {
  it('a control request that is not answered is a TimeoutError of the caller\'s time, and others go on', async () => {
    const { port, connection } = await opened()
    port.faults.ofControl = ({ name }) => (name === 'READ_STATUS_BYTE' ? 'hang' : undefined)
    await expect(connection.readStatusByte({ timeoutMs: 10 })).rejects.toThrow('did not answer a control request within 10 ms')
    expect(await query(connection, 'CONT:ECHO? on')).toBe('on')
    port.faults.clear()
    expect(await connection.readStatusByte(patience)).toBe(0)
  })

  it('a control request that the system gives up is a TimeoutError', async () => {
    const { port, connection } = await opened()
    port.faults.ofControl = () => 'timeout'
    await expect(connection.readStatusByte()).rejects.toThrow(TimeoutError)
    port.faults.clear()
  })

  it('a recovery that fails is told to the next operation and tried again', async () => {
    const { port, connection } = await opened()
    port.faults.ofControl = () => 'timeout'
    await expect(connection.read({ timeoutMs: 10 })).rejects.toThrow('no answer')
    await expect(connection.write(text('*IDN?'), patience)).rejects.toThrow('control endpoint')
    port.faults.clear()
    expect(await query(connection, 'CONT:ECHO? back')).toBe('back')
  })

  it('a write that is stalled is a ProtocolError, and the next query is right', async () => {
    const { port, connection } = await opened()
    port.faults.sent = (data) => data.map((byte, at) => (at === 2 ? 0 : byte))
    await expect(connection.write(text('*IDN?'), patience)).rejects.toThrow(ProtocolError)
    port.faults.clear()
    expect(await query(connection, 'CONT:ECHO? fine')).toBe('fine')
  })

  it('a transfer that fails while the device answers is a ProtocolError; while it does not, the link is lost', async () => {
    const { port, connection } = await opened()
    await connection.write(text('CONT:ECHO? a'))
    port.faults.ofReceive = () => 'failed'
    await expect(connection.read(patience)).rejects.toThrow(ProtocolError)
    port.faults.clear()
    expect(await query(connection, 'CONT:ECHO? b')).toBe('b')
    await connection.write(text('CONT:ECHO? c'))
    port.faults.ofReceive = () => 'failed'
    port.faults.ofControl = () => 'failed'
    await expect(connection.read(patience)).rejects.toMatchObject({ reason: 'lost' })
    expect(connection.state).toBe('lost')
    port.faults.clear()
  })

  it('an unplugged device ends service requests and rejects everything that waits', async () => {
    const { port, connection } = await opened()
    const requests = await connection.serviceRequests()
    const first = requests[Symbol.asyncIterator]().next()
    const reading = connection.read()
    port.unplug()
    await expect(reading).rejects.toMatchObject({ reason: 'lost' })
    expect((await first).done).toBe(true)
    await expect(connection.readStatusByte()).rejects.toThrow(ConnectionError)
  })
})
