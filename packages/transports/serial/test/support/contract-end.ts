import type { ConnectOptions } from '@lab/core'
import { ContractInstrument, type TransportFixture } from '@lab/testing'
import { serial } from '../../src/index.ts'
import { farEnd } from './far-end.ts'
import { serialPair } from './serial-pair.ts'

const lineFeed = 10
const controlC = 3

/**
 * A contract instrument as one on a serial line is: it knows `*ESE?`, which a marker asks, refuses what is no message, and takes a Ctrl-C
 * outside of a block for a device clear. Pieces of a message may end anywhere, also with an LF or a Ctrl-C of a block.
 */
export function serialInstrument(send: (bytes: Uint8Array) => void): (bytes: Uint8Array) => void {
  const link = new ContractInstrument().link({ send })
  let parts: Uint8Array[] = []
  return (bytes) => {
    parts.push(bytes.slice())
    const missing = missingOfBlock(parts)
    if (bytes.at(-1) === controlC && missing <= 0) {
      parts = []
      return link.clear()
    }
    if (bytes.at(-1) !== lineFeed || missing > 0) return
    const input = Buffer.concat(parts)
    parts = []
    const known = knownMessages(input)
    if (known.length > 0) link.receive(known)
  }
}

const dataHeader = 'CONT:DATA #'

/** How much of a block and the LF behind it has not come; 0 or less where all has, or it is no block. */
function missingOfBlock(parts: readonly Uint8Array[]): number {
  const received = parts.reduce((sum, { length }) => sum + length, 0)
  const head = (received < 4096 ? Buffer.concat(parts) : Buffer.concat(parts.slice(0, 32))).toString('latin1', 0, 32)
  if (!head.startsWith(dataHeader)) return 0
  const digits = Number(head.charAt(dataHeader.length))
  const start = dataHeader.length + 1 + digits
  return start + Number(head.slice(dataHeader.length + 1, start)) + 1 - received
}

function knownMessages(input: Buffer): Buffer {
  if (!input.includes('!\n') && !input.includes('*ESE?')) return input
  const text = input.toString('latin1').replaceAll(/[^\n]*!\n/g, '')
  return Buffer.from(text.replaceAll(/(?:\*ESE\?;)+\*IDN\?/g, (marker) => (
    `CONT:ECHO? ${marker.replaceAll('*ESE?', '0').replace('*IDN?', 'LAB,CONTRACT,1,1.0')}`)), 'latin1')
}

/** A contract instrument at the other end of a pair of pseudo-terminals. */
export async function openContract(settings?: ConnectOptions['settings']): Promise<TransportFixture> {
  const pair = await serialPair()
  const receive = serialInstrument((bytes) => end.send(bytes))
  const end = await farEnd(pair.far, receive)
  const connection = await serial().connect({ interface: 'ASRL', class: 'INSTR', port: pair.near }, { settings })
  return {
    connection,
    breakLink: () => pair.unplug(),
    [Symbol.asyncDispose]: async () => {
      await connection.close()
      await end[Symbol.asyncDispose]()
      await pair[Symbol.asyncDispose]()
    },
  }
}
