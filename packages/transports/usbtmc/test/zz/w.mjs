import { usb } from 'usb'
import { parentPort, workerData, isMainThread } from 'node:worker_threads'
const mode = workerData?.mode ?? process.argv[2]
const device = usb.getDeviceList().find((d) => d.deviceDescriptor.idVendor === 0x2a8d)
if (mode !== 'list') {
  device.open()
  device.setAutoDetachKernelDriver(true)
  device.interface(0).claim()
  if (mode.includes('pending')) device.interface(0).endpoint(0x82).makeTransfer(0, () => {}).submit(Buffer.alloc(512))
  if (mode.includes('closed')) { await new Promise((r) => device.interface(0).release(true, r)); device.close() }
}
parentPort?.on('message', () => {})
parentPort?.postMessage('ready')
if (isMainThread && mode.startsWith('main')) process.exit(7)
