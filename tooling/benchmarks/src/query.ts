import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseResourceName, type Multimeter, type ResourceName } from '@lab/core'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { lxi } from '@lab/transport-lxi'
import { BareSocket } from './bare-socket.ts'
import { startChild } from './child-process.ts'
import { type Benchmark, ratioWanted } from './harness.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { medianMicroseconds } from './timing.ts'

const simulator = fileURLToPath(new URL('../../../apps/simulator/src/lab-simulator.ts', import.meta.url))
const bench = `name: query benchmark
instruments:
  dmm:
    driver: keysight/EDU34450A
    resource: TCPIP::127.0.0.1::5025::SOCKET
`
const queriesARound = 2000

async function openMultimeter(resource: ResourceName, sent: Buffer[]): Promise<Multimeter> {
  const connection = await lxi().connect(resource)
  return edu34450a.open({
    connection,
    alias: 'dmm',
    trace: ({ direction, data }) => {
      if (direction === 'sent') sent.push(Buffer.from(data))
    },
  })
}

/** What one measurement sends, so that the bare socket can send the same. */
async function messagesOf(multimeter: Multimeter, sent: Buffer[]): Promise<readonly Buffer[]> {
  await multimeter.measureDcVoltage()
  sent.length = 0
  await multimeter.measureDcVoltage()
  return sent.splice(0).filter((message) => message.includes('?'))
}

async function askAll(socket: BareSocket, messages: readonly Buffer[]): Promise<void> {
  for (const message of messages) await socket.askLine(message)
}

function resourceOf(lines: readonly string[]): { readonly resource: ResourceName; readonly port: number } {
  const name = lines.map((line) => line.split(' ')[1] ?? '').find((text) => text.startsWith('TCPIP'))
  const resource = parseResourceName(name ?? '')
  if (resource.interface !== 'TCPIP' || resource.class !== 'SOCKET') throw new Error(`The simulator serves ${name ?? 'nothing'}`)
  return { resource, port: resource.port }
}

/** A query through driver, guard, trace, queue and socket, against a bare socket that sends the same bytes to the same process. */
export const queryBenchmark: Benchmark = {
  name: 'query',
  description: `one measurement over TCP: median of ${queriesARound} round trips a round`,
  async run(compare) {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'bench.yaml')
    await writeFile(file, bench)
    await using server = await startChild(simulator, [file, '--free-ports', '--exit-with-stdin'])
    const { resource, port } = resourceOf(server.lines)
    const sent: Buffer[] = []
    await using multimeter = await openMultimeter(resource, sent)
    const messages = await messagesOf(multimeter, sent)
    await using socket = await BareSocket.open(port)
    const subject = (): Promise<unknown> => {
      sent.length = 0
      return multimeter.measureDcVoltage()
    }
    await compare({
      unit: 'µs',
      rounds: 15,
      warmup: 2,
      subject: { name: 'measureDcVoltage()', round: () => medianMicroseconds(queriesARound, subject) },
      peers: [{ name: 'bare socket, same bytes', round: () => medianMicroseconds(queriesARound, () => askAll(socket, messages)) }],
      wanted: ratioWanted('at most', 1.3),
    })
  },
}
