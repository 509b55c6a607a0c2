import { ProtocolError } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBlock } from '../src/block.ts'
import type { BinaryFormat, BinaryLayout } from '../src/binary-values.ts'
import { action } from '../src/declarations.ts'
import { defineCommands } from '../src/command-set.ts'
import { scpiLink } from '../src/link.ts'
import { MemoryConnection } from './support/memory-connection.ts'

const commands = defineCommands({ data: action({ header: 'DATA', form: 'query', effect: { kind: 'none' }, description: 'Numbers.' }) })

/** The bytes of numbers, by DataView: another way than the one that is tested. */
function pack(numbers: readonly number[], format: BinaryFormat, littleEndian: boolean): Uint8Array {
  const width = Number(/\d+/.exec(format)?.[0]) / 8
  const view = new DataView(new ArrayBuffer(numbers.length * width))
  numbers.forEach((number, index) => {
    const at = index * width
    if (format === 'int8') view.setInt8(at, number)
    else if (format === 'uint8') view.setUint8(at, number)
    else if (format === 'int16') view.setInt16(at, number, littleEndian)
    else if (format === 'uint16') view.setUint16(at, number, littleEndian)
    else if (format === 'int32') view.setInt32(at, number, littleEndian)
    else if (format === 'uint32') view.setUint32(at, number, littleEndian)
    else if (format === 'float32') view.setFloat32(at, number, littleEndian)
    else view.setFloat64(at, number, littleEndian)
  })
  return new Uint8Array(view.buffer)
}

/** Answers with these pieces, one read each; END with the last one where the wire has it. */
async function ask(pieces: readonly Uint8Array[], layout: BinaryLayout, end: boolean): Promise<Float64Array> {
  const connection = new MemoryConnection({
    end,
    onMessage: (_message, wire) => pieces.forEach((piece, index) => wire.deliver(piece, end && index === pieces.length - 1)),
  })
  const link = scpiLink({ alias: 'scope', connection, commands })
  return await link.queryBinaryValues('DATA?', { ...layout, timeoutMs: 1000 })
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...new Set(places.map((place) => place % bytes.length)), bytes.length].sort((a, b) => a - b)
  return sorted.slice(1).map((place, index) => bytes.slice(sorted[index], place)).filter((piece) => piece.length > 0)
}

function message(data: Uint8Array, terminator = '\n'): Uint8Array {
  return new Uint8Array([...encodeBlock(data), ...new TextEncoder().encode(terminator)])
}

const formats: readonly BinaryFormat[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64']
const whole = [0, 1, 2, 7, 100]

describe('a block of numbers', () => {
  it.each(formats.flatMap((format) => (['big-endian', 'little-endian'] as const).map((byteOrder) => ({ format, byteOrder }))))(
    'of $format, $byteOrder, becomes those numbers',
    async ({ format, byteOrder }) => {
      const numbers = format.startsWith('u') ? whole : [...whole, -3, -128]
      const data = pack(numbers, format, byteOrder === 'little-endian')
      expect(await ask([message(data)], { format, byteOrder }, false)).toEqual(new Float64Array(numbers))
    },
  )

  it('is big-endian where nothing is said, as SCPI has it', async () => {
    expect(await ask([message(pack([258], 'int16', false))], { format: 'int16' }, true)).toEqual(new Float64Array([258]))
  })

  it('arrives whole whatever way it is split, with END and without', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.float({ noNaN: true }), { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(),
      fc.constantFrom('\n', '\r\n'),
      async (numbers, places, end, terminator) => {
        const bytes = message(pack(numbers, 'float32', false), terminator)
        expect(await ask(cut(bytes, places), { format: 'float32' }, end)).toEqual(new Float64Array(numbers))
      },
    ))
  })

  it('larger than what is received at once arrives whole', async () => {
    const numbers = Float64Array.from({ length: 200_001 }, (_, index) => index * 0.25)
    const bytes = message(pack([...numbers], 'float64', true))
    const pieces = cut(bytes, Array.from({ length: 50 }, (_, index) => index * 31_337))
    expect(await ask(pieces, { format: 'float64', byteOrder: 'little-endian' }, false)).toEqual(numbers)
  })

  it('needs no LF where the wire has END', async () => {
    expect(await ask([message(pack([1, 2], 'int16', false), '')], { format: 'int16' }, true)).toEqual(new Float64Array([1, 2]))
  })

  it('goes into the array that is given', async () => {
    const into = new Float64Array(5).fill(-1)
    const values = await ask([message(pack([1, 2], 'int16', false))], { format: 'int16', into }, false)
    expect(values.buffer).toBe(into.buffer)
    expect(into).toEqual(new Float64Array([1, 2, -1, -1, -1]))
  })

  it.each([
    ['a number', '+1.5\n', 'something that is not a definite block'],
    ['an indefinite block', '#0abc\n', 'something that is not a definite block'],
    ['a length that is none', '#2x1ab\n', 'a block whose length cannot be read'],
    ['half a number', '#13abc\n', '3 bytes, not a whole number of int16'],
    ['too many numbers', '#18abcdefgh\n', '4 numbers; the array given has room for 3'],
    ['something behind it', '#12ab;1\n', 'sent more behind the block'],
  ])('refuses %s', async (_what, reply, why) => {
    const asking = ask([new TextEncoder().encode(reply)], { format: 'int16', into: new Float64Array(3) }, false)
    await expect(asking).rejects.toThrow(why)
    await expect(asking).rejects.toBeInstanceOf(ProtocolError)
  })

  it('that ends too early is said to', async () => {
    await expect(ask([new TextEncoder().encode('#16ab')], { format: 'int16' }, true)).rejects.toThrow('4 bytes before the end of the block')
    await expect(ask([new TextEncoder().encode('#1')], { format: 'int16' }, true)).rejects.toThrow('within the header of a block')
  })
})
