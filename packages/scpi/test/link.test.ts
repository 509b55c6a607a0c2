import { ProtocolError, SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { echo, errorOf, rig } from './support/link-rig.ts'

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
