import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseResourceName } from '@lab/core'
import { usbtmc, UsbtmcConnection, quirksOf } from '@lab/transport-usbtmc'
import { openPort } from '../../../packages/transports/usbtmc/src/libusb/open-port.ts'
import { findDevice } from '../../../packages/transports/usbtmc/src/libusb/find-device.ts'
import { BareLibusb } from './bare-libusb.ts'
import { startChild } from './child-process.ts'
const run = promisify(execFile)
const resource: any = parseResourceName('USB0::0x2A8D::0x8F01::BLOCKS::INSTR')
const n = 4_000_000, bytes = n + 11
const device = await startChild(fileURLToPath(new URL('usbtmc-device.ts', import.meta.url)), [String(n)])
await run('usbip', ['--tcp-port', device.lines[0] ?? '', 'attach', '-r', '127.0.0.1', '-b', '1-1'])
await new Promise((r) => setTimeout(r, 3000))
const into = new Uint8Array(bytes)
const bare = new BareLibusb()
async function cpu(f: () => Promise<void>) { const a = process.cpuUsage(), t = performance.now(); await f(); const b = process.cpuUsage(a); return [(b.user + b.system) / 1000 / 4, performance.now() - t] as const }
async function block(c: any) { await c.write(Buffer.from('X?\n')); for (let k = 0; k < bytes;) k += (await c.read({ into: into.subarray(k) })).data.length }
const opens: Record<string, () => Promise<any>> = {
  thread: () => usbtmc().connect(resource),
  direct: async () => UsbtmcConnection.open({ resource, port: openPort('x', await findDevice(resource)), quirks: quirksOf(0x2a8d, 0x8f01) }),
}
const all: Record<string, number[]> = { thread: [], direct: [], bare: [], threadMs: [], directMs: [], bareMs: [], threadQ: [], directQ: [] }
for (let round = 0; round < 9; round++) {
  for (const [name, open] of Object.entries(opens)) {
    const c = await open()
    const [m, t] = await cpu(() => block(c))
    const q: number[] = []
    for (let i = 0; i < 60; i++) { const t0 = performance.now(); await c.write(Buffer.from('X?\n'));  await c.read({ maxBytes: 1 }); await c.clear(); q.push(performance.now() - t0) }
    if (round > 1) { all[name]!.push(m); all[name + 'Ms']!.push(t); all[name + 'Q']!.push(...q) }
    await c.close()
  }
  bare.open()
  const [m, t] = await cpu(() => bare.receive(bytes))
  if (round > 1) { all['bare']!.push(m); all['bareMs']!.push(t) }
  await bare.close()
}
const med = (x: number[]) => x.sort((a, b) => a - b)[x.length >> 1]!
for (const [k, v] of Object.entries(all)) console.log(k, med(v).toFixed(2), v[0]?.toFixed(2), v.at(-1)?.toFixed(2))
process.exit(0)
