// A process of its own: writes sessions one after the other into the store of its first argument, and says what is durable.
import { generateKeyPairSync } from 'node:crypto'
import { writeSync } from 'node:fs'
import { waveform, type SessionEvent } from '@lab/core'
import { ed25519Signer } from '@lab/core/integrity'
import { sqliteStore } from '../../src/index.ts'
import { opened, point, recorded } from './events.ts'

const [path = '', count = '3'] = process.argv.slice(2)
const say = (text: string): unknown => writeSync(1, `${text}\n`)
const { privateKey } = generateKeyPairSync('ed25519')
const signer = await ed25519Signer(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())
const store = sqliteStore(path)

/** Large enough to lie beside the store. */
const large = new Int16Array(140_000).map((_, i) => i * i)

function eventAt(seq: number): SessionEvent {
  if (seq % 20 === 0) return recorded(seq, waveform({ raw: large.subarray(seq), unit: 'V', step: 1, timeMs: 0 }))
  const raw = new Int16Array(3000).map((_, i) => (i * seq) % 1000)
  return seq % 9 === 0 ? recorded(seq, waveform({ raw, unit: 'V', step: 1, timeMs: 0 })) : point(seq)
}

for (let turn = 0; turn < Number(count); turn++) {
  const first = opened()
  const writer = await store.create(first)
  say(`${first.sessionId} 1`)
  for (let seq = 2; seq < 60;) {
    const size = 1 + ((seq * 7919) % 11)
    await Promise.all(Array.from({ length: size }, (_, i) => writer.append(eventAt(seq + i))))
    seq += size
    say(`${first.sessionId} ${seq - 1}`)
    if (seq < 40) continue
    await writer.sign(signer)
    say(`${first.sessionId} signed`)
  }
  if (turn % 2 === 1) await store.annotate(first.sessionId, { addTags: ['kept'] })
  await writer.close()
  if (turn % 2 === 0) await store.annotate(first.sessionId, { addTags: ['kept'] })
  say(`${first.sessionId} tagged`)
}
await store.close()
