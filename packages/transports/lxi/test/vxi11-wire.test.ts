import { lacks } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { serveVxi11 } from '../src/server/vxi11-server.ts'
import { checkOptions } from '../src/settings.ts'
import { openVxi11 } from '../src/vxi11/open.ts'
import { contractDevice } from './support/contract-device.ts'
import { ask, vxi11Resource } from './support/vxi11-fixtures.ts'
import { canCapture, captureLoopback, expectNoMalformed, framesOf } from './support/wire-capture.ts'

/** An address of its own, so that nothing but the session is captured. */
const host = '127.0.17.11'
const soon = { timeoutMs: 3000 }

/** Everything that VXI-11 can do, once. */
async function fullSession(): Promise<void> {
  const server = await serveVxi11({ inst0: contractDevice() }, { host, port: 0, portmapper: { port: 0 } })
  const options = { settings: { portmapperPort: server.portmapperPort }, ...soon }
  const connection = await openVxi11(vxi11Resource(host), checkOptions({}), options)
  await ask(connection, '*IDN?')
  await connection.write(Buffer.alloc(2_500_000, 65), { end: false })
  await connection.clear(soon)
  await connection.write(Buffer.from('CONT:BLOC? 1000000\n'))
  const into = new Uint8Array(1_000_100)
  for (let end = ''; end !== 'end';) ({ end } = await connection.read({ into, ...soon }))
  await connection.write(Buffer.from('CONT:ECHO? a;b\n'))
  await connection.read({ terminationCharacter: 0x3b, ...soon })
  await connection.read({ maxBytes: 1, ...soon })
  await connection.trigger(soon)
  await connection.readStatusByte(soon)
  for (const state of ['remote', 'lockout', 'local'] as const) await connection.setRemote(state, soon)
  await (await connection.lock(soon))[Symbol.asyncDispose]()
  const requests = await connection.serviceRequests(soon)
  await connection.write(Buffer.from('CONT:SRQ\n'))
  await requests[Symbol.asyncIterator]().next()
  await requests[Symbol.asyncDispose]()
  await connection.read({ timeoutMs: 20 }).catch(() => undefined)
  await connection.clear(soon)
  await connection.close()
  await expect(openVxi11(vxi11Resource(host, 'inst9'), checkOptions({}), options)).rejects.toThrow('error 3')
  await server.close()
}

describe.skipIf(lacks(canCapture(), 'capturing with tshark'))('on the wire', () => {
  it('every frame of a full VXI-11 session is well-formed', async () => {
    await using capture = await captureLoopback(`host ${host}`)
    await fullSession()
    const file = await capture.stop()
    const opened = framesOf(file, 'tcp.flags.syn == 1 && tcp.flags.ack == 0', ['tcp.dstport'])
    const decodeAs = Object.fromEntries(opened.map(([port]) => [Number(port), 'rpc']))
    expectNoMalformed(file, 'rpc', { decodeAs })
    const procedures = (program: number): readonly string[] => {
      const called = framesOf(file, `rpc.program == ${program} && rpc.msgtyp == 0`, ['rpc.procedure'], { decodeAs })
      return [...new Set(called.flat())].sort((a, b) => Number(a) - Number(b))
    }
    expect(procedures(100_000)).toEqual(['3'])
    expect(procedures(395_183)).toEqual(['10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '23', '25', '26'])
    expect(procedures(395_184)).toEqual(['1'])
    expect(procedures(395_185)).toEqual(['30'])
  })
})
