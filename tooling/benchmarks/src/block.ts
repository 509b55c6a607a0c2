import { fileURLToPath } from 'node:url'
import { parseResourceName } from '@lab/core'
import { action, defineCommands, scpiLink } from '@lab/scpi'
import { lxi } from '@lab/transport-lxi'
import { BareSocket } from './bare-socket.ts'
import { startChild } from './child-process.ts'
import { type Benchmark, ratioWanted } from './harness.ts'
import { secondsOf } from './timing.ts'

const server = fileURLToPath(new URL('block-server.ts', import.meta.url))
const bytes = 10_000_000
/** `#8`, the length, the data, LF. */
const responseBytes = 2 + 8 + bytes + 1

const commands = defineCommands({
  data: action({ header: 'DATA', form: 'query', effect: { kind: 'none' }, description: 'The samples as 32-bit floats, low byte first.' }),
})

const layout = { format: 'float32', byteOrder: 'little-endian' } as const

function requireSamples(samples: Float64Array): void {
  if (samples.length !== bytes / 4 || samples[1] !== Math.fround(4 / 7)) throw new Error('The block arrived damaged')
}

/** A large block from the socket to numbers, against receiving as many bytes on a bare socket. */
export const blockBenchmark: Benchmark = {
  name: 'block',
  description: `${bytes / 1e6} MB of 32-bit floats over TCP to a Float64Array`,
  async run(compare) {
    await using child = await startChild(server, [String(bytes)])
    const port = Number(child.lines[0])
    await using connection = await lxi().connect(parseResourceName(`TCPIP::127.0.0.1::${port}::SOCKET`))
    const link = scpiLink({ alias: 'block', connection, commands })
    await using socket = await BareSocket.open(port)
    const samples = new Float64Array(bytes / 4)
    const received = new Uint8Array(responseBytes)
    const speed = async (task: () => Promise<unknown>): Promise<number> => bytes / 1e6 / (await secondsOf(task))
    await compare({
      unit: 'MB/s',
      rounds: 31,
      warmup: 5,
      subject: {
        name: 'queryBinaryValues into one Float64Array',
        round: () => speed(async () => { requireSamples(await link.queryBinaryValues('DATA?', { ...layout, into: samples })) }),
      },
      peers: [
        { name: 'bare socket into one array', round: () => speed(() => socket.askBytes('DATA?\n', received)) },
        { name: 'bare socket, bytes dropped', round: () => speed(() => socket.askBytes('DATA?\n', responseBytes)) },
        { name: 'bare socket into a new array', round: () => speed(() => socket.askBytes('DATA?\n', new Uint8Array(responseBytes))) },
        {
          name: 'queryBinaryValues into a new Float64Array',
          round: () => speed(() => link.queryBinaryValues('DATA?', layout)),
        },
        {
          name: 'the same, bytes turned round',
          round: () => speed(() => link.queryBinaryValues('DATA?', { format: 'float32', into: samples })),
        },
        { name: 'queryBlock', round: () => speed(() => link.queryBlock('DATA?')) },
      ],
      wanted: ratioWanted('at least', 0.7),
    })
  },
}
