import net from 'node:net'
import { spawn } from 'node:child_process'
import { parseResourceName } from '@lab/core'
import { lxi } from './src/index.ts'
const server = spawn(process.execPath, ['/tmp/c/server.mjs'])
const port: number = await new Promise((r) => server.stdout.once('data', (d) => r(Number(String(d)))))
const bare = net.connect({ port, host: '127.0.0.1', noDelay: true })
await new Promise((r) => bare.once('connect', r))
let onLine: (b: Buffer) => void = () => {}
bare.on('data', (d) => onLine(d))
const line = Buffer.from('VOLT 1.2345,(@1)\n')
function barePing() { return new Promise<Buffer>((r) => { onLine = r; bare.write(line) }) }
const conn = await lxi().connect(parseResourceName(`TCPIP::127.0.0.1::${port}::SOCKET`))
const ac = new AbortController()
const ropts = { terminationCharacter: 10, timeoutMs: 5000 }
const ropts2 = { terminationCharacter: 10, timeoutMs: 5000, signal: ac.signal }
async function connPing(o = ropts) { await conn.write(line, o); return (await conn.read(o)).data }
async function time(f: () => Promise<unknown>, n: number) { const t: number[] = []; for (let i=0;i<n;i++) { const a = performance.now(); await f(); t.push(performance.now()-a) } t.sort((a,b)=>a-b); return t[n>>1]! *1000 }
const r1: number[] = [], r2: number[] = []
for (let round=0; round<15; round++) {
  const a = await time(barePing, 4000), b = await time(() => connPing(), 4000), c = await time(() => connPing(ropts2), 4000)
  if (round>1) { r1.push(b/a); r2.push(c/a) }
  if (round%5==4) console.log(a.toFixed(1), b.toFixed(1), c.toFixed(1))
}
const med = (x: number[]) => x.sort((a,b)=>a-b)[x.length>>1]!.toFixed(3) + ` [${x[0]!.toFixed(3)} … ${x.at(-1)!.toFixed(3)}]`
console.log('ping ratio', med(r1), 'with signal', med(r2))
const N = 10_000_000
function bareBlock() { return new Promise<void>((r) => { let n = 0; onLine = (d) => { n += d.length; if (n === N) r() }; bare.write('B\n') }) }
const into = new Uint8Array(N)
function bareBlockCopy() { return new Promise<void>((r) => { let n = 0; onLine = (d) => { into.set(d, n); n += d.length; if (n === N) r() }; bare.write('B\n') }) }
let reads = 0
async function connBlock() { await conn.write(Buffer.from('B\n')); let n = 0; while (n < N) { reads++; n += (await conn.read({ into: n === 0 ? into : into.subarray(n), timeoutMs: 5000 })).data.length } }
const q1: number[] = [], q2: number[] = []
for (let round=0; round<12; round++) { const a = await time(bareBlock, 9), a2 = await time(bareBlockCopy, 9), b = await time(connBlock, 9); if (round>1) {q1.push(a/b); q2.push(a2/b)}; if (round%4==3) console.log((a/1000).toFixed(2),(a2/1000).toFixed(2),(b/1000).toFixed(2),'ms') }
console.log('block speed vs bare', med(q1), 'vs bare copying', med(q2), 'reads per block', reads/(12*9))
await conn.close(); bare.destroy(); server.kill()
