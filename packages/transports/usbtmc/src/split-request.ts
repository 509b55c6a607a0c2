import { ProtocolError } from '@lab/core'
import { checkedStatus, type ControlRequest } from './codec/index.ts'
import type { UsbPort } from './usb-port.ts'

/** How long a device may take: some clear themselves for seconds. */
const mostMs = 10_000
const firstPauseMs = 5
const longestPauseMs = 50

/**
 * Asks for the status of an abort or a clear that was begun until it is no longer pending (USBTMC 1.0, 4.2.1).
 * @param drain called while the device has data that the host must read first
 * @throws ProtocolError where the device does not come to an end, or says that it failed; PortError
 */
export async function untilDone(port: UsbPort, request: ControlRequest, drain?: () => Promise<void>): Promise<void> {
  const start = performance.now()
  for (let pauseMs = firstPauseMs; performance.now() - start < mostMs; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const { status, dataQueued } = checkedStatus(request, await port.control(request))
    if (status === 'success') return
    if (status !== 'pending') throw new ProtocolError(`The reply to ${request.name} has status '${status}'.`)
    if (dataQueued && drain !== undefined) await drain()
    else await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  throw new ProtocolError(`${request.name} is still pending after ${mostMs / 1000} s.`)
}
