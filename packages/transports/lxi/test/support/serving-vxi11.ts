import { spawn } from 'node:child_process'
import { serveVxi11 } from '../../src/server/vxi11-server.ts'
import { contractDevice } from './contract-device.ts'

/** Serves two contract instruments with a portmapper on port 111 while the command of the arguments runs, and ends as that does. */
const [command = 'true', ...args] = process.argv.slice(2)
const server = await serveVxi11(
  { inst0: contractDevice(), inst1: contractDevice() }, { host: '127.0.0.1', port: 0, portmapper: { port: 111 } },
)
const child = spawn(command, args, { stdio: 'inherit' })
child.on('exit', (code) => {
  process.exitCode = code ?? 1
  void server.close()
})
