import { fileURLToPath } from 'node:url'
import { parseResourceName, waveform, waveformValues } from '@lab/core'
import { lacksPython } from '@lab/counterparts'
import { edux1052g, type Edux1052g } from '@lab/driver-keysight-edux1052g'
import { lxi } from '@lab/transport-lxi'
import { startChild } from './child-process.ts'
import { type Benchmark, ratioWanted } from './harness.ts'
import { ourContender, PythonTimings } from './python-timings.ts'
import { secondsOf } from './timing.ts'

const server = fileURLToPath(new URL('waveform-server.ts', import.meta.url))
const points = 1_000_000
const scaling = { scale: 7.8125e-4, origin: 32768, offset: 1.5 }

/** The same codes as the server has. */
const numpySetup = `
import numpy as np
codes = ((np.arange(${points}, dtype=np.uint64) * 40503) & 0xffff).astype('<u2').tobytes()
target = np.empty(${points})
def scale():
    return (np.frombuffer(codes, dtype='<u2') - ${scaling.origin}.0) * ${scaling.scale} + ${scaling.offset}
def scale_into():
    np.subtract(np.frombuffer(codes, dtype='<u2'), ${scaling.origin}.0, out=target)
    np.multiply(target, ${scaling.scale}, out=target)
    np.add(target, ${scaling.offset}, out=target)
`

function codes(): Uint16Array {
  return Uint16Array.from({ length: points }, (_, index) => (index * 40_503) & 0xffff)
}

function requireValues(values: Float64Array): void {
  const expected = (40_503 - scaling.origin) * scaling.scale + scaling.offset
  if (values.length !== points || values[1] !== expected) throw new Error('The waveform arrived damaged')
}

/** A million points of 16 bits that are there already, made values, against numpy on the same bytes. */
export const waveformScaleBenchmark: Benchmark = {
  name: 'waveform-scale',
  description: `${points} points of 16 bits to scaled 64-bit floats`,
  async run(compare) {
    if (lacksPython('numpy')) return
    await using numpy = new PythonTimings(numpySetup)
    const wave = waveform({ raw: codes(), ...scaling, unit: 'V', step: 1e-9, timeMs: 0 })
    const target = new Float64Array(points)
    requireValues(waveformValues(wave, target))
    await compare({
      unit: 'ms',
      rounds: 25,
      warmup: 5,
      subject: ourContender('waveformValues into one array', () => waveformValues(wave, target), 5, 1000),
      peers: [
        numpy.contender('numpy, vectorised', 'scale', 5, 1000),
        numpy.contender('numpy, vectorised into one array', 'scale_into', 5, 1000),
      ],
      wanted: ratioWanted('at most', 1.5),
    })
    // Fresh memory costs more than the arithmetic: numpy gets its own back from its allocator, ours comes back by garbage collection.
    await compare({
      unit: 'ms',
      rounds: 15,
      warmup: 3,
      subject: ourContender('waveformValues into a new array', () => waveformValues(wave), 5, 1000),
      peers: [numpy.contender('numpy, vectorised', 'scale', 5, 1000)],
    })
  },
}

function pyvisaSetup(port: string): string {
  return `
import pyvisa
instrument = pyvisa.ResourceManager('@py').open_resource('TCPIP::127.0.0.1::${port}::SOCKET', timeout=10000)
instrument.read_termination = instrument.write_termination = '\\n'
def fetch():
    assert len(instrument.query_binary_values(':WAV:DATA?', datatype='H')) == ${points}
def fetch_numpy():
    import numpy
    codes = instrument.query_binary_values(':WAV:DATA?', datatype='H', container=numpy.array)
    (codes - ${scaling.origin}.0) * ${scaling.scale} + ${scaling.offset}
`
}

async function openScope(port: string): Promise<Edux1052g> {
  const connection = await lxi().connect(parseResourceName(`TCPIP::127.0.0.1::${port}::SOCKET`))
  return await edux1052g.open({ connection, alias: 'scope' })
}

/** The same from the instrument to values, preamble and checks included, against pyvisa on the same socket server. */
export const waveformFetchBenchmark: Benchmark = {
  name: 'waveform-fetch',
  description: `${points} points of 16 bits over TCP, from the query to scaled 64-bit floats`,
  async run(compare) {
    if (lacksPython('pyvisa', 'pyvisa_py', 'numpy')) return
    await using child = await startChild(server, [String(points)])
    const port = child.lines[0] ?? ''
    await using scope = await openScope(port)
    await using pyvisa = new PythonTimings(pyvisaSetup(port))
    const channel = scope.channel(1)
    const target = new Float64Array(points)
    await compare({
      unit: 'ms',
      rounds: 9,
      warmup: 2,
      subject: {
        name: 'fetchWaveform and waveformValues',
        round: async () => 1000 * (await secondsOf(async () => requireValues(waveformValues(await channel.fetchWaveform({ record: 'raw' }), target)))),
      },
      peers: [
        pyvisa.contender('pyvisa, query_binary_values as it comes', 'fetch', 1, 1000),
        pyvisa.contender('pyvisa, into numpy, scaled', 'fetch_numpy', 1, 1000),
      ],
      wanted: ratioWanted('at most', 0.1),
    })
  },
}
