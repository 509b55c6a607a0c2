import { execFileSync } from 'node:child_process'
import { serveVxi11 } from '../../src/server/vxi11-server.ts'
import { registerWithSystem } from '../../src/server/portmapper-registration.ts'
import { checkOptions } from '../../src/settings.ts'
import { forgetCorePort } from '../../src/vxi11/find-core-port.ts'
import { openVxi11 } from '../../src/vxi11/open.ts'
import { contractDevice } from './contract-device.ts'
import { ask, vxi11Resource } from './vxi11-fixtures.ts'

/** Registers with the rpcbind on port 111, and prints as JSON what that and a client make of it. */
function registered(): readonly boolean[] {
  const listed = execFileSync('rpcinfo', ['-p', '127.0.0.1'], { encoding: 'utf8' })
  return ['395183', '395184'].map((program) => listed.includes(program))
}

async function identity(): Promise<string> {
  forgetCorePort({ host: '127.0.0.1', port: 111 })
  const connection = await openVxi11(vxi11Resource(), checkOptions({}), { timeoutMs: 3000 })
  const answer = await ask(connection, '*IDN?')
  await connection.close()
  return answer
}

const stale = { program: 395_183, version: 1, protocol: 6, port: 9 }
const options = { host: '127.0.0.1', port: 0, portmapper: 'system' } as const
const first = await serveVxi11({ inst0: contractDevice() }, options)
const whileServed = registered()
const asked = await identity()
await first.close()
await registerWithSystem([stale]) // and never unregistered
const second = await serveVxi11({ inst0: contractDevice() }, options)
const afterStale = await identity()
await second.close()
console.log(JSON.stringify({ whileServed, asked, afterStale, afterwards: registered() }))
