/** The thread of libusb: carries out what `LibusbThread` asks of it. */
import { parentPort, workerData } from 'node:worker_threads'
import { formatResourceName, type UsbResource } from '@lab/core'
import { findDevice } from './libusb/find-device.ts'
import { attached, detached } from './libusb/hotplug.ts'
import { inventory } from './libusb/inventory.ts'
import { listInstruments } from './libusb/list-instruments.ts'
import { openPort } from './libusb/open-port.ts'
import { failureOf } from './thread/failure.ts'
import type { PortDescription, ThreadReply, ThreadRequest } from './thread/messages.ts'
import { PortError, type UsbPort } from './usb-port.ts'

const ports = new Map<number, UsbPort>()
let lastPort = 0
let stopWatching: readonly (() => void)[] = []

function post(reply: ThreadReply, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(reply, [...moved])
}

function watch(on: boolean): void {
  for (const stop of stopWatching) stop()
  const tell = (): void => post({ event: 'change' })
  stopWatching = on ? [attached.add(tell), detached.add(tell)] : []
}

async function open(resource: UsbResource): Promise<PortDescription> {
  const opened = openPort(formatResourceName(resource), await findDevice(resource))
  const port = ++lastPort
  ports.set(port, opened)
  opened.onLost(() => post({ event: 'lost', port }))
  const { interfaceNumber, bulkOut, bulkIn, interruptIn } = opened
  return { port, interfaceNumber, bulkOut, bulkIn, interruptIn }
}

function portOf({ port }: { readonly port: number }): UsbPort {
  const found = ports.get(port)
  if (found === undefined) throw new PortError('failed', 'The port is closed.')
  return found
}

async function close(port: number): Promise<void> {
  const closing = ports.get(port)?.close()
  ports.delete(port)
  await closing
}

/** What `startThread` gives. */
const left = workerData as Int32Array

/** The process waits for it, so that no transfer is under way when libusb ends, and the kernel's driver has its interface again. */
async function leave(): Promise<void> {
  await Promise.all([...ports.keys()].map(close))
  Atomics.store(left, 0, 1)
  Atomics.notify(left, 0)
}

async function carryOut(request: ThreadRequest): Promise<unknown> {
  switch (request.call) {
    case 'list': return await listInstruments()
    case 'inventory': return await inventory()
    case 'watch': return watch(request.on)
    case 'open': return await open(request.resource)
    case 'control': return await portOf(request).control(request.request)
    case 'send': return await portOf(request).send(request.data)
    case 'receive': return { ...await portOf(request).receive(request.into), moved: request.into }
    case 'notification': return await portOf(request).notification()
    case 'cancel': return portOf(request).cancel(request.transfer)
    case 'clearHalt': return await portOf(request).clearHalt(request.endpoint)
    case 'close': return await close(request.port)
    case 'leave': return await leave()
    default: throw new Error('The thread of libusb was asked for something that it does not know.')
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  carryOut(request).then(
    (answer) => post({ id: request.id, answer }, request.call === 'receive' ? [request.into.buffer] : []),
    (error: unknown) => post({ id: request.id, failure: failureOf(error) }),
  )
})
