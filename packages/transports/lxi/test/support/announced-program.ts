import { execFile } from 'node:child_process'
import { announceMdns, serveIdentification, serveRawSocket, serveVxi11 } from '../../src/server/index.ts'
import { contractDevice } from './contract-device.ts'

/**
 * Serves and announces an instrument, runs what others use to find it, and prints what they said as JSON. The first argument is a
 * Python with zeroconf.
 */
const [python = 'python3'] = process.argv.slice(2)
const identity = { manufacturer: 'ACME', model: 'T-1', serial: 'SN77', firmware: '2.5' }

const browse = `
import sys, time, json
from zeroconf import Zeroconf, ServiceBrowser
found, removed = {}, []
class Listener:
    def add_service(self, zc, kind, name):
        info = zc.get_service_info(kind, name, 3000)
        text = {key.decode(): (value or b'').decode() for key, value in info.properties.items()}
        found[kind] = {'name': name, 'addresses': info.parsed_addresses(), 'port': info.port, 'server': info.server, 'text': text}
    def update_service(self, *rest): pass
    def remove_service(self, zc, kind, name): removed.append(kind)
zc = Zeroconf(interfaces=['10.77.0.1'])
kinds = ['_%s._tcp.local.' % kind for kind in ('lxi', 'hislip', 'vxi-11', 'scpi-raw', 'scpi-telnet')]
ServiceBrowser(zc, kinds, Listener())
end = time.time() + 10
while len(found) < len(kinds) and time.time() < end: time.sleep(0.05)
print(json.dumps({'found': found}), flush=True)
sys.stdin.readline()
end = time.time() + 10
while len(removed) < len(kinds) and time.time() < end: time.sleep(0.05)
print(json.dumps({'removed': sorted(removed)}))
zc.close()
`

function run(program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, [...args], { timeout: 20_000 }, (error, stdout, stderr) => {
      resolve(error === null ? stdout : `${stdout}${stderr}${error.message}`)
    })
  })
}

const host = '0.0.0.0'
const device = contractDevice()
const vxi11 = await serveVxi11({ inst0: device }, { host, port: 0, portmapper: { port: 111 } })
const socket = await serveRawSocket(device, { host, port: 5025 })
const web = await serveIdentification((address) => ({ ...identity, resources: [`TCPIP0::${address}::inst0::INSTR`] }), { host, port: 80 })
const announced = await announceMdns([{
  ...identity,
  services: { lxi: { port: 80 }, hislip: { port: 4880 }, 'vxi-11': { port: 111 }, 'scpi-raw': { port: 5025 }, 'scpi-telnet': { port: 5024 } },
}], { host })

const zeroconf = execFile(python, ['-c', browse], { timeout: 40_000 })
let said = ''
zeroconf.stdout?.on('data', (text: string) => { said += text })
zeroconf.stderr?.pipe(process.stderr)
while (!said.includes('\n') && zeroconf.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20))

const avahi = await run('avahi-browse', '-artp')
const mdns = await run('lxi', 'discover', '-m', '-t', '3')
const broadcast = await run('lxi', 'discover', '-t', '1')
await announced.close()
zeroconf.stdin?.write('\n')
await new Promise((resolve) => zeroconf.once('close', resolve))
const afterwards = await run('avahi-browse', '-artp')
await Promise.all([vxi11.close(), socket.close(), web.close()])
console.log(JSON.stringify({ zeroconf: said.split('\n').filter(Boolean).map((line): unknown => JSON.parse(line)), avahi, mdns, broadcast, afterwards }))
