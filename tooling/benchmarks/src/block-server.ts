/**
 * A program of its own that answers `DATA?` with one definite-length block of 32-bit floats, low byte first, and knows as much of
 * IEEE 488.2 as a driver asks when it opens. Argument: bytes of the block. Prints its port, then `ready`.
 */
import { serveLines } from './line-server.ts'

const size = Number(process.argv[2])
const payload = Buffer.alloc(size)
for (let offset = 0; offset + 4 <= size; offset += 4) payload.writeFloatLE(offset / 7, offset)
const length = String(size)
const block = Buffer.concat([Buffer.from(`#${length.length}${length}`), payload, Buffer.from('\n')])

function answerTo(line: string): Buffer | undefined {
  if (line.includes('DATA?')) return block
  if (line.includes('*IDN?')) return Buffer.from('Lab,BLOCK,1,1\n')
  if (line.includes('SYST:ERR?')) return Buffer.from('+0,"No error"\n')
  return line.includes('?') ? Buffer.from('0\n') : undefined
}

serveLines(answerTo)
