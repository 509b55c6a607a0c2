import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { lacksProgram, lacksPython, python } from '@lab/counterparts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveRawSocket, type ServedProtocol } from '../../src/server/index.ts'
import { contractDevice } from '../support/contract-device.ts'

const run = promisify(execFile)
let server: ServedProtocol

beforeAll(async () => {
  server = await serveRawSocket(contractDevice(), { host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await server.close()
})

async function lxiTools(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('lxi', [...args, '-a', '127.0.0.1', '-p', String(server.port), '-r'])
  return stdout
}

describe.skipIf(lacksProgram('lxi', '--version'))('lxi-tools over a raw socket', () => {
  it('queries', async () => {
    expect(await lxiTools('scpi', '*IDN?')).toBe('LAB,CONTRACT,1,1.0\n')
    expect(await lxiTools('scpi', 'CONT:ECHO? hello')).toBe('hello\n')
  })

  it('sends commands', async () => {
    await lxiTools('scpi', 'CONT:LEV 7')
    expect(await lxiTools('scpi', 'CONT:LEV?')).toBe('7\n')
  })

  it('measures how fast it is', async () => {
    expect(await lxiTools('benchmark', '-c', '50')).toMatch(/[\d.]+ requests\/second/)
  })
})

/** A program for pyvisa that has `instrument` open over the Python backend. */
function pyvisaProgram(body: string): string {
  return `
import pyvisa
manager = pyvisa.ResourceManager('@py')
instrument = manager.open_resource('TCPIP::127.0.0.1::${server.port}::SOCKET', read_termination='\\n', write_termination='\\n')
instrument.timeout = 5000
${body}
instrument.close()
manager.close()
`
}

async function pyvisa(body: string): Promise<string> {
  const { stdout } = await run(python, ['-c', pyvisaProgram(body)])
  return stdout
}

describe.skipIf(lacksPython('pyvisa', 'pyvisa_py'))('pyvisa-py over a raw socket', () => {
  it('queries, and several clients do at once', async () => {
    const outputs = await Promise.all(['one', 'two', 'three'].map((text) => pyvisa(`
for i in range(100):
    assert instrument.query(f'CONT:ECHO? ${text} {i}') == f'${text} {i}'
print('done')`)))
    expect(outputs).toEqual(['done\n', 'done\n', 'done\n'])
  })

  it('sends and receives a block of a megabyte', async () => {
    expect(await pyvisa(`
data = bytes((i * 31 + (i >> 10)) & 255 for i in range(1000000))
instrument.write_binary_values('CONT:DATA ', data, datatype='B')
back = instrument.query_binary_values('CONT:DATA?', datatype='B', container=bytes, expect_termination=True)
print(back == data)
pattern = instrument.query_binary_values('CONT:BLOC? 1000000', datatype='B', container=bytes)
print(pattern == bytes((i * 7 + (i >> 8)) & 255 for i in range(1000000)))`)).toBe('True\nTrue\n')
  })
})
