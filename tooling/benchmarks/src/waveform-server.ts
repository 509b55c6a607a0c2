/**
 * A program of its own that answers as an EDUX1052G with a million points of 16 bits does, low byte first. Argument: points. Prints its
 * port, then `ready`.
 */
import { serveLines } from './line-server.ts'

const points = Number(process.argv[2])
const payload = Buffer.alloc(2 * points)
for (let index = 0; index < points; index++) payload.writeUInt16LE((index * 40_503) & 0xffff, 2 * index)
const block = Buffer.concat([Buffer.from(`#8${String(payload.length).padStart(8, '0')}`), payload, Buffer.from('\n')])

const answers: readonly (readonly [string, string])[] = [
  [':WAV:PRE?', `1;VOLT;+1,+0,+${points},+1,+1.0E-09,-5.0E-04,+0,+7.8125E-04,+1.5E+00,+32768`],
  ['*IDN?', 'KEYSIGHT TECHNOLOGIES,EDUX1052G,SIM1,02.11'], [':SYST:ERR?', '+0,"No error"'],
]

function answerTo(line: string): Buffer | string | undefined {
  if (line.includes(':WAV:DATA?')) return block
  const known = answers.find(([query]) => line.includes(query))
  if (known !== undefined) return `${known[1]}\n`
  return line.includes('?') ? '0\n' : undefined
}

serveLines(answerTo)
