// A process of its own: reads what is new in the store of its first argument twenty times a second, until its input ends.
import { sqliteStore } from '../../src/index.ts'

const [path = ''] = process.argv.slice(2)
process.stdin.resume()
const store = sqliteStore({ path, lockTimeoutMs: 0 })
let [polls, from, rows] = [0, 1, 0]
console.log('ready')
for (let next = performance.now(); !process.stdin.readableEnded; next += 50) {
  const [session] = await store.sessions()
  for await (const { seq } of store.events(session?.id ?? '', { from })) {
    if (seq !== from) throw new Error(`event ${seq} after ${from - 1}`)
    from = seq + 1
    rows++
  }
  polls++
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, next + 50 - performance.now())))
}
console.log(JSON.stringify({ polls, rows }))
