import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { DiscoveredInstrument } from '@lab/core'
import { dnsName } from '../../src/discovery/dns-name.ts'
import { encodeDns } from '../../src/discovery/dns-message.ts'
import { lxi, type LxiOptions } from '../../src/index.ts'
import { announceMdns, serveIdentification, serveVxi11, type AnnouncedInstrument, type ServedProtocol } from '../../src/server/index.ts'
import { contractDevice } from './contract-device.ts'

/** What a scenario prints. */
export interface ScenarioResult {
  readonly found: readonly DiscoveredInstrument[]
  readonly elapsedMs: number
  /** Sockets that are open when it is over. */
  readonly handles: number
}

const host = '0.0.0.0'

function instrument(serial: string, services: AnnouncedInstrument['services']): AnnouncedInstrument {
  return { manufacturer: 'ACME', model: 'T-1', serial, firmware: '1', services }
}

const portmapped = (portmapper: { port: number } | 'system' = { port: 111 }): Promise<ServedProtocol> =>
  serveVxi11({ inst0: contractDevice() }, { host, port: 0, portmapper })

const web = (serial: string): Promise<ServedProtocol> => serveIdentification(
  (address) => ({
    manufacturer: 'ACME', model: 'T-1', serial, firmware: '1',
    resources: [`TCPIP0::${address}::hislip0::INSTR`, 'TCPIP::t1.local::5025::SOCKET', 'TCPIP::198.51.100.9::inst0::INSTR'],
  }), { host, port: 80 })

async function discover(timeoutMs = 2500, discovery?: LxiOptions['discovery']): Promise<Omit<ScenarioResult, 'handles'>> {
  const started = performance.now()
  const found: DiscoveredInstrument[] = []
  const transport = lxi(discovery === undefined ? {} : { discovery })
  for await (const one of transport.discover?.({ timeoutMs }) ?? []) found.push(one)
  return { found, elapsedMs: performance.now() - started }
}

/**
 * Sends garbage, and DNS messages that claim too much, to the mDNS port until it is stopped: 2,000 a second, which the kernel's buffers
 * hold, so that what is lost is not the honest answer.
 */
function floodMdns(): () => void {
  const socket = createSocket('udp4')
  const honest = encodeDns({ response: true, answers: [{
    name: dnsName('_lxi._tcp.local'), ttl: 120, flush: false, data: { type: 'PTR', target: ['x', ...dnsName('_lxi._tcp.local')] },
  }] })
  let count = 0
  const timer = setInterval(() => {
    for (let index = 0; index < 10; index += 1) {
      count += 1
      const bytes = count % 2 === 0 ? Uint8Array.from({ length: count % 700 }, () => Math.random() * 256) : honest.slice()
      if (bytes.length > 0) bytes[Math.floor(Math.random() * bytes.length)] = Math.random() * 256
      socket.send(bytes, 5353, '224.0.0.251')
      socket.send(encodeDns({ response: true, answers: [{
        name: dnsName('_lxi._tcp.local'), ttl: 120, flush: false,
        data: { type: 'PTR', target: [`made up ${count}`, ...dnsName('_lxi._tcp.local')] },
      }] }), 5353, '224.0.0.251')
    }
  }, 10)
  return () => {
    clearInterval(timer)
    socket.close()
  }
}

const scenarios: Readonly<Record<string, () => Promise<Omit<ScenarioResult, 'handles'>>>> = {
  merged: async () => {
    const servers = [await portmapped(), await web('SN1'), await announceMdns([
      instrument('SN1', { lxi: { port: 80 }, 'vxi-11': { port: 111 }, hislip: { port: 4880 }, 'scpi-raw': { port: 5025 } }),
      instrument('SN2', { hislip: { port: 4881, device: 'hislip1' }, 'vxi-11': { port: 111, device: 'inst1' } }),
    ], { host })]
    const result = await discover()
    await Promise.all(servers.map((server) => server.close()))
    return result
  },
  broadcast: async () => {
    const server = await portmapped()
    const result = await discover(2000)
    await server.close()
    return result
  },
  identified: async () => {
    const server = await portmapped()
    const result = await discover(4000, { identify: true })
    await server.close()
    return result
  },
  document: async () => {
    const servers = [await portmapped(), await web('SN1')]
    const result = await discover(1500)
    await Promise.all(servers.map((server) => server.close()))
    return result
  },
  rpcbind: async () => {
    const server = await portmapped('system')
    const result = await discover(1000)
    await server.close()
    return result
  },
  off: async () => {
    const servers = [await portmapped(), await announceMdns([instrument('SN1', { hislip: { port: 4880 } })], { host })]
    const result = await discover(800, { mdns: false, broadcast: false })
    await Promise.all(servers.map((server) => server.close()))
    return result
  },
  ipv6: async () => {
    execFileSync('ip', ['addr', 'del', '10.77.0.1/24', 'dev', 'lab0'])
    const tentative = (): string => execFileSync('ip', ['-6', 'addr', 'show', 'dev', 'lab0', 'tentative'], { encoding: 'utf8' })
    while (tentative() !== '') await new Promise((resolve) => setTimeout(resolve, 50))
    const address = networkInterfaces()['lab0']?.find(({ family }) => family === 'IPv6')?.address ?? ''
    const announced = await announceMdns([instrument('SN6', { hislip: { port: 4880 }, lxi: { port: 80 } })], { host: address })
    const result = await discover(2000)
    await announced.close()
    return result
  },
  twins: async () => {
    const twins = []
    for (const port of [4880, 4881, 4882]) twins.push(await announceMdns([instrument('SN1', { hislip: { port } })], { host }))
    const result = await discover(3500, { identification: false, broadcast: false })
    await Promise.all(twins.map((one) => one.close()))
    return result
  },
  crowd: async () => {
    const crowd = Array.from({ length: 200 }, (_, index) => instrument(`SN${index}`, { hislip: { port: 10_000 + index } }))
    const announced = await announceMdns(crowd, { host })
    const result = await discover(6000, { identification: false })
    await announced.close()
    return result
  },
  unconnected: async () => {
    for (const name of ['lo', 'lab0']) execFileSync('ip', ['link', 'set', name, 'down'])
    return await discover(300)
  },
  garbage: async () => {
    const announced = await announceMdns([instrument('SN1', { hislip: { port: 4880 } })], { host })
    const stop = floodMdns()
    const result = await discover(2500)
    stop()
    await announced.close()
    return result
  },
}

const result = await scenarios[process.argv[2] ?? '']?.()
await new Promise((resolve) => setTimeout(resolve, 20))
const handles = process.getActiveResourcesInfo().filter((kind) => /^(TCP|UDP)/.test(kind)).length
console.log(JSON.stringify({ ...result, handles }))
