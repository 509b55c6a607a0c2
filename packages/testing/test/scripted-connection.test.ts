import { AssertionError } from 'node:assert'
import { ConnectionError, TimeoutError, UnsupportedError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { scriptedConnection, type ScriptedConnection } from '../src/index.ts'
import { bytesOf, textOf } from '../src/bytes.ts'

describe('a scripted connection', () => {
  it('takes the messages of its script and gives their replies', async () => {
    const connection = scriptedConnection([{ send: 'VOLT 5' }, { send: 'VOLT?', reply: '5.0' }])
    await connection.write(bytesOf('VOLT 5\n'))
    await connection.write(bytesOf('VOLT?\n'))
    const { data, end } = await connection.read()
    expect([textOf(data), end]).toEqual(['5.0\n', 'end'])
    connection.done()
  })

  it('takes bytes exactly as they are, in several writes', async () => {
    const connection = scriptedConnection([{ send: Uint8Array.of(1, 10, 3), reply: Uint8Array.of(10, 20) }])
    await connection.write(Uint8Array.of(1, 10), { end: false })
    await connection.write(Uint8Array.of(3))
    expect([...(await connection.read()).data]).toEqual([10, 20])
    connection.done()
  })

  it('shows what was expected and what came, and keeps it for done()', async () => {
    const connection = scriptedConnection([{ send: 'VOLT 5' }])
    const failure = connection.write(bytesOf('VOLT 6\n'))
    await expect(failure).rejects.toBeInstanceOf(AssertionError)
    await expect(failure).rejects.toThrow(/exchange 1 of 1 does not fit.\n {2}expected: "VOLT 5\\n"\n {2}actual: {3}"VOLT 6\\n"/)
    expect(() => connection.done()).toThrow('exchange 1 of 1 does not fit')
  })

  it.for([
    ['a message too many', async (c: ScriptedConnection): Promise<void> => await c.write(bytesOf('B\n')), 'after the last of 0'],
    ['a read without a reply', async (c: ScriptedConnection): Promise<void> => void await c.read(), 'read() without a reply'],
    ['a clear that is not in the script', async (c: ScriptedConnection): Promise<void> => await c.clear(), 'clear() came after'],
  ] as const)('refuses %s', async ([, use, message]) => {
    const connection = scriptedConnection([])
    await expect(use(connection)).rejects.toThrow(message)
    expect(() => connection.done()).toThrow(message)
  })

  it('is not done before every exchange took place and every reply was read', async () => {
    const connection = scriptedConnection([{ send: 'A?', reply: 'x' }])
    expect(() => scriptedConnection([{ send: 'A?' }]).done()).toThrow('1 exchanges have not taken place, the first is "A?\\n"')
    await connection.write(bytesOf('A?\n'))
    expect(() => connection.done()).toThrow('the reply "x\\n" was not read')
  })

  it('refuses a message before the reply of the one before was read', async () => {
    const connection = scriptedConnection([{ send: 'A?', reply: 'x' }, { send: 'B' }])
    await connection.write(bytesOf('A?\n'))
    await expect(connection.write(bytesOf('B\n'))).rejects.toThrow('"B\\n" was sent before the reply "x\\n" was read')
  })

  it('honours maxBytes, into and the termination character', async () => {
    const connection = scriptedConnection([{ send: 'A?', reply: bytesOf('ab;cdef') }])
    await connection.write(bytesOf('A?\n'))
    expect((await connection.read({ terminationCharacter: 59 })).end).toBe('termination-character')
    const into = new Uint8Array(2)
    expect((await connection.read({ into })).data.buffer).toBe(into.buffer)
    expect(textOf(into)).toBe('cd')
    expect(textOf((await connection.read({ maxBytes: 1 })).data)).toBe('e')
    expect(await connection.read()).toEqual({ data: bytesOf('f'), end: 'end' })
    connection.done()
  })

  it('lets an answer stay out until the link is cleared', async () => {
    const connection = scriptedConnection([{ send: 'A?', answers: 'never' }, { clear: true }, { send: 'B?', reply: 'b' }])
    await connection.write(bytesOf('A?\n'))
    await expect(connection.read({ timeoutMs: 5 })).rejects.toBeInstanceOf(TimeoutError)
    const reason = new Error('stop')
    await expect(connection.read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await connection.clear()
    await connection.write(bytesOf('B?\n'))
    expect(textOf((await connection.read()).data)).toBe('b\n')
    connection.done()
  })

  it('ends what waits when it is closed', async () => {
    const connection = scriptedConnection([{ send: 'A?', answers: 'never' }])
    await connection.write(bytesOf('A?\n'))
    const reading = connection.read()
    await connection.close()
    await connection.close()
    await expect(reading).rejects.toMatchObject({ reason: 'closed' })
    await expect(connection.write(bytesOf('B\n'))).rejects.toBeInstanceOf(ConnectionError)
    expect(connection.state).toBe('closed')
  })

  it('plays triggers and status bytes, and refuses what its wire has not', async () => {
    const connection = scriptedConnection([{ trigger: true }, { statusByte: 64 }])
    await connection.trigger()
    expect(await connection.readStatusByte()).toBe(64)
    await expect(connection.lock()).rejects.toBeInstanceOf(UnsupportedError)
    await expect(scriptedConnection([], { supports: { trigger: false } }).trigger()).rejects.toBeInstanceOf(UnsupportedError)
    connection.done()
  })
})
