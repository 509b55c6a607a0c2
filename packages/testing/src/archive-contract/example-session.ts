import { waveform, type ArchiveStore, type EventBody, type SessionEvent, type SessionOpened } from '@lab/core'
import { SessionLog } from '../store-contract/session-log.ts'

const identity = { manufacturer: 'Keysight Technologies', model: 'EDU36311A', serial: 'CN61130056', firmware: '1.0' }

/** What a session of the contract says of itself. */
export const exampleOpening = {
  name: 'Übergang of the regulator',
  metadata: { operator: 'A. Example', dut: { serial: 'LDO-33-0017', lot: 42 }, purpose: 'line regulation after repair' },
  instruments: [{ alias: 'psu', driver: 'keysight/EDU36311A', resource: 'SIM::psu::INSTR', identity }],
} satisfies Partial<SessionOpened>

const columns: EventBody = {
  type: 'columns-declared', acquisition: 'sweep',
  columns: [
    { name: 'vin', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'vout', role: 'result', kind: 'number', unit: 'V' },
    { name: 'note', role: 'result', kind: 'text' }, { name: 'ok', role: 'result', kind: 'boolean' },
    { name: 'trace', role: 'result', kind: 'waveform' }, { name: 'any', role: 'result', kind: 'json' },
  ],
}

/** Values that stores lose most easily. */
const awkward = [-0, Number.NaN, Infinity, -Infinity, 0.1 + 0.2, Number.MIN_VALUE, 2 ** 53 + 2]

function pointOf(index: number): EventBody {
  const wave = waveform({ raw: Int16Array.of(index, -1, 32_767), unit: 'V', step: 1e-6, timeMs: 5, scale: 0.1 })
  const vout = index % 10 === 9 ? awkward[Math.floor(index / 10) % awkward.length] ?? 0 : Math.sin(index)
  const cells = [index / 7, vout, index % 3 === 0 ? null : `µ ${index}`, index % 2 === 0, index % 25 === 0 ? wave : null, index % 5 === 0 ? [index, 'x'] : null]
  if (index % 4 !== 0) return { type: 'point', acquisition: 'sweep', index, cells }
  const detail = { timeMs: 1e12 + index / 8, uncertainty: { standard: 1e-6 * (index + 1), degreesOfFreedom: 9 }, range: 10 }
  const odd = { raw: vout, source: { instrument: 'dmm', function: 'dc-voltage' }, ...(index % 8 === 0 ? { condition: 'invalid' as const } : {}) }
  return { type: 'point', acquisition: 'sweep', index, cells, details: [null, index % 12 === 0 ? { ...detail, ...odd } : detail, null, null, null, null] }
}

/** Rows of the acquisition `sweep` in the example. */
export const exampleRows = 2500

/** A whole session with everything that an archive has to keep. Its writer is closed. */
export async function writeExample(store: ArchiveStore, options: { readonly id?: string; readonly opening?: Partial<SessionOpened> } = {}): Promise<SessionLog> {
  const log = await SessionLog.create(store, options.id, { ...exampleOpening, ...options.opening })
  const appended = [log.append(columns)]
  for (let index = 0; index < exampleRows; index++) appended.push(log.append(pointOf(index)))
  appended.push(log.record(waveform({ raw: Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i)), unit: 'V', step: 1, timeMs: 1 })))
  appended.push(log.record(Uint8Array.of(137, 80, 78, 71, 13, 10)))
  await Promise.all(appended)
  await log.end('completed')
  return log
}

/** The points of the example as they were written. */
export function pointsOf(events: readonly SessionEvent[]): Extract<SessionEvent, { type: 'point' }>[] {
  return events.filter((event) => event.type === 'point')
}
