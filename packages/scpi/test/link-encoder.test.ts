import { describe, expect, it } from 'vitest'
import { MessageEncoder } from '../src/link-encoder.ts'
import { decodeLatin1 } from '../src/latin1.ts'
import { guardOf } from './support/guarded.ts'
import { errorOf, rig } from './support/link-rig.ts'

function sent(message: string, end = true): string {
  return decodeLatin1(new MessageEncoder(end).command(message))
}

describe('the encoder of messages', () => {
  it.each([['A', 'A\n'], ['A\n', 'A\n'], ['A\r\n', 'A\n'], ['A\n\n', 'A\n'], ['', '\n']])('ends %j with one line feed', (message, bytes) => {
    expect(sent(message)).toBe(bytes)
  })

  it.each([
    ['A #11\n', 'A #11\n\n'], ['A #12\r\n', 'A #12\r\n\n'], ['A #12x\r', 'A #12x\r\n'], ['A #11x\n', 'A #11x\n'], ['A #11\n\r\n', 'A #11\n\n'],
    ['A #H1\n', 'A #H1\n'],
  ])('leaves the bytes of a block at the end alone: %j', (message, bytes) => {
    expect(sent(message)).toBe(bytes)
  })

  it('refuses a line feed in an indefinite block where the wire has no END, because it ends the message there', () => {
    expect(sent('A #0x\n*IDN', true)).toBe('A #0x\n*IDN\n')
    expect(() => sent('A #0x\n*IDN', false)).toThrow('line feed inside')
    expect(() => sent('A #0x\n*IDN?', false)).toThrow('cannot be sent')
  })
})

describe('writeBlock', () => {
  it.each(['DISP #14', 'DISP #0', 'DISP ON\nDISP', '*IDN?;:DISP', 'DISP "a'])(
    'sends nothing with a header whose last parameter the block would not be: %j', async (header) => {
      const { link, connection } = rig({}, { guard: guardOf() })
      expect(await errorOf(link.writeBlock(header, Uint8Array.from(Buffer.from(';VOLT 6'))))).toBeInstanceOf(Error)
      expect(connection.sent).toEqual([])
    })

  it.each(['DISP', 'DISP "name",', 'DISP #11x,'])('sends a block behind %j', async (header) => {
    const { link, connection } = rig({})
    await link.writeBlock(header, Uint8Array.of(65, 66))
    expect(connection.sent).toEqual([`${header} #12AB`])
  })
})
