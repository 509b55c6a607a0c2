// A process of its own: reads what is new in the store of its first argument twenty times a second between the lines `go` and `hold` of
// its input, and once more when that ends.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sqliteStore } from '../../src/index.ts'

const [path = ''] = process.argv.slice(2)
// Not once may a reader have to wait for the writer.
const store = sqliteStore({ path, lockTimeoutMs: 0 })
let [polls, from, going] = [0, 1, false]
let polling: Promise<void> = Promise.resolve()

async function poll(): Promise<void> {
  const [session] = await store.sessions()
  for await (const { seq } of store.events(session?.id ?? '', { from })) {
    if (seq !== from) throw new Error(`event ${seq} after ${from - 1}`)
    from = seq + 1
  }
  polls++
}

async function pollOn(): Promise<void> {
  for (let next = performance.now(); going; next += 50) {
    await poll()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next + 50 - performance.now())))
  }
}

const input = createInterface(process.stdin)
input.on('line', (line) => {
  going = line === 'go'
  if (going) polling = pollOn()
  else void polling.then(() => console.log('held'))
})
console.log('ready')
await once(input, 'close')
await poll()
console.log(JSON.stringify({ polls, rows: from - 1 }))
await store.close()
