import assert from 'node:assert/strict'
import { encodeBlock } from '@lab/scpi'
import type { Obligation } from '../contract.ts'
import { bytesOf, concatenate, textOf } from '../bytes.ts'
import { contractPattern } from './contract-instrument.ts'
import type { Dialogue } from './dialogue.ts'

const lineFeed = 10
const blockSizes = [0, 1, 2, 9, 10, 255, 1460, 4095, 4096, 65_535, 65_537, 1_000_003]

/** The response to `CONT:BLOC? size`. */
function blockResponse(size: number): Uint8Array {
  return concatenate([encodeBlock(contractPattern(size)), Uint8Array.of(lineFeed)])
}

function assertSameBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  assert.equal(actual.length, expected.length, `${what}: the number of bytes`)
  if (Buffer.compare(actual, expected) === 0) return
  const position = actual.findIndex((byte, i) => byte !== expected[i])
  assert.fail(`${what}: byte ${position} of ${expected.length} is another than was sent`)
}

/** What comes in, and where a read stops. */
export const readingObligations: readonly Obligation<Dialogue>[] = [
  {
    fact: 'answers a query',
    async check(dialogue) {
      assert.equal(await dialogue.query('*IDN?'), 'LAB,CONTRACT,1,1.0')
    },
  },
  {
    fact: 'read waits for an answer that comes later, and resolves with at least one byte',
    async check(dialogue) {
      await dialogue.send('CONT:LATE? 30,late')
      const { data } = await dialogue.read()
      assert.equal(textOf(data).charAt(0), 'l')
    },
  },
  {
    fact: 'read with maxBytes gives no byte more and keeps the rest',
    async check(dialogue) {
      await dialogue.send('CONT:ECHO? abcdefgh')
      let text = ''
      while (!text.endsWith('\n')) {
        const { data } = await dialogue.read({ maxBytes: 3 })
        assert.ok(data.length <= 3, `read({ maxBytes: 3 }) gave ${data.length} bytes`)
        text += textOf(data)
      }
      assert.equal(text, 'abcdefgh\n')
    },
  },
  {
    fact: 'read with into fills the array given, and nothing beyond the bytes it reports',
    async check(dialogue) {
      await dialogue.send('CONT:ECHO? abcdefgh')
      const around = new Uint8Array(10).fill(0xee)
      const into = around.subarray(2, 6)
      const { data } = await dialogue.read({ into })
      assert.equal(data.buffer, around.buffer, 'read({ into }) gave another array')
      assert.equal(data.byteOffset, into.byteOffset, 'read({ into }) did not begin at the start of the array')
      assert.equal(textOf(data), 'abcd'.slice(0, data.length))
      assert.ok(around.subarray(2 + data.length).every((byte) => byte === 0xee), 'bytes were written behind those reported')
    },
  },
  {
    fact: 'read stops behind the termination character and keeps the rest, where it is supported',
    async check(dialogue) {
      if (!dialogue.connection.supports.terminationCharacter) return
      const expected = blockResponse(2000)
      await dialogue.send('CONT:BLOC? 2000')
      const lines: Uint8Array[] = []
      let count = 0
      while (count < expected.length) {
        const { data, end } = await dialogue.read({ terminationCharacter: lineFeed })
        const first = data.indexOf(lineFeed)
        assert.ok(first < 0 || first === data.length - 1, 'read gave bytes behind the termination character')
        lines.push(data.slice())
        count += data.length
        // END and the termination character may fall on the same byte; either may be reported then.
        if (end !== 'end' || count < expected.length) assert.equal(end, first < 0 ? 'more' : 'termination-character')
      }
      assertSameBytes(concatenate(lines), expected, 'the lines together')
    },
  },
  {
    fact: 'read reports END with the last byte of a message where the wire has END, and never where it has not',
    async check(dialogue) {
      const expected = blockResponse(5000)
      await dialogue.send('CONT:BLOC? 5000')
      for (let count = 0; count < expected.length;) {
        const { data, end } = await dialogue.read({ maxBytes: 1000 })
        count += data.length
        const ended = dialogue.connection.supports.end && count === expected.length
        assert.equal(end === 'end', ended, `after ${count} of ${expected.length} bytes read ended with '${end}'`)
      }
    },
  },
  {
    fact: 'receives blocks of any size byte for byte',
    async check(dialogue) {
      for (const size of blockSizes) {
        await dialogue.send(`CONT:BLOC? ${size}`)
        const expected = blockResponse(size)
        assertSameBytes(await dialogue.bytes(expected.length), expected, `a block of ${size}`)
      }
    },
  },
  {
    fact: 'receives a large block byte for byte into one array',
    async check(dialogue) {
      const expected = blockResponse(3_000_000)
      const into = new Uint8Array(expected.length)
      await dialogue.send('CONT:BLOC? 3000000')
      for (let count = 0; count < into.length;) count += (await dialogue.read({ into: into.subarray(count) })).data.length
      assertSameBytes(into, expected, 'the block')
    },
  },
  {
    fact: 'sends blocks of any size byte for byte',
    async check(dialogue) {
      for (const size of blockSizes) {
        const block = encodeBlock(contractPattern(size))
        await dialogue.write(concatenate([bytesOf('CONT:DATA '), block, Uint8Array.of(lineFeed)]))
        await dialogue.send('CONT:DATA?')
        assertSameBytes(await dialogue.bytes(block.length + 1), blockResponse(size), `a block of ${size} sent and read back`)
      }
    },
  },
  {
    fact: 'takes one message in several writes',
    async check(dialogue) {
      for (const part of ['CONT:', 'ECHO? to', 'geth']) await dialogue.write(bytesOf(part), { end: false })
      assert.equal(await dialogue.query('er'), 'together')
    },
  },
  {
    fact: 'lets the written array be reused as soon as write has resolved',
    async check(dialogue) {
      const block = concatenate([bytesOf('CONT:DATA '), encodeBlock(contractPattern(300_000)), Uint8Array.of(lineFeed)])
      await dialogue.write(block)
      block.fill(0)
      await dialogue.send('CONT:DATA?')
      const expected = blockResponse(300_000)
      assertSameBytes(await dialogue.bytes(expected.length), expected, 'the block')
    },
  },
  {
    fact: 'keeps what a read gave until the next read',
    async check(dialogue) {
      await dialogue.send('CONT:ECHO? abcdefgh')
      const { data } = await dialogue.read({ maxBytes: 4 })
      const before = textOf(data)
      await dialogue.send('CONT:ECHO? ijklmnop')
      await dialogue.send('CONT:LEV 1')
      await new Promise((resolve) => setTimeout(resolve, 20))
      assert.equal(textOf(data), before, 'the bytes changed before the next read')
    },
  },
]
