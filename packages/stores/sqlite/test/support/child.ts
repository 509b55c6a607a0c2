// A process of its own for the tests: writes a store in the way its first argument says.
import { writeSync } from 'node:fs'
import { sqliteStore } from '../../src/index.ts'
import { eventAt, message, opened, point } from './events.ts'

const [mode = '', path = ''] = process.argv.slice(2)
const say = (text: string): unknown => writeSync(1, text)
const store = sqliteStore(path)
const writer = await store.create(opened())

const modes: Record<string, () => Promise<void> | void> = {
  idle: async () => {
    await writer.append(point(2))
    say('idle\n')
  },
  'append-and-leave': () => {
    void writer.append(point(2)).then(() => say('durable\n'))
  },
  'one-by-one': async () => {
    say('<begin>')
    for (let seq = 2; seq <= 101; seq++) await writer.append(message(seq))
    say('<end>')
    await store.close()
  },
  /** Acknowledges `seq` when it is durable, in groups of changing size, until it is killed. */
  'until-killed': async () => {
    for (let seq = 2; ;) {
      const size = 1 + ((seq * 7919) % 97)
      const appended = Array.from({ length: size }, (_, i) => writer.append(eventAt(seq + i)))
      seq += size
      await Promise.all(appended)
      say(`${seq - 1}\n`)
    }
  },
}
await modes[mode]?.()
