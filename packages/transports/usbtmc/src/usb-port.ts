import type { ControlRequest } from './codec/index.ts'

/** An endpoint of the interface. */
export interface UsbEndpoint {
  /** With the direction in bit 7. */
  readonly address: number
  /** Largest packet, in bytes. */
  readonly packetBytes: number
}

/**
 * Why a transfer failed. `stall`: the endpoint is halted, or the request refused; `cancelled`: by this side; `timeout`: a control
 * request that was not answered; `lost`: the device is gone.
 */
export type PortFailure = 'stall' | 'cancelled' | 'timeout' | 'lost' | 'failed'

/** A transfer failed. What the transport makes of it depends on the transfer. */
export class PortError extends Error {
  readonly failure: PortFailure
  constructor(failure: PortFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.failure = failure
  }
}

/** What a transfer to the host brought. */
export interface Received {
  /** Bytes at the front of the buffer. */
  readonly length: number
  /** False where it was cancelled: what had come until then counts. */
  readonly complete: boolean
  /** The memory of the buffer where it has moved: the array that was given has none left, and this one has its place, and the bytes. */
  readonly moved?: Uint8Array<ArrayBuffer> | undefined
}

/**
 * One claimed USBTMC interface of one device, as libusb or a browser gives it. It knows nothing of USBTMC. One `send`, one `receive`
 * and one `notification` at a time, any number of control requests; each rejects with a {@link PortError}.
 */
export interface UsbPort {
  readonly interfaceNumber: number
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint | undefined
  /**
   * Whether `cancel` takes a transfer back. Where not (WebUSB), its caller is let go all the same, but the bytes may still move: what
   * is received goes to the next `receive`, what is sent holds up the next `send` until the device has taken or refused it.
   */
  readonly takesBack: boolean

  /** A control transfer that reads. */
  control(request: ControlRequest): Promise<Uint8Array>

  /** Sends bytes over bulk-OUT, as one transfer. The array is not to be changed until it has ended. */
  send(data: Uint8Array): Promise<void>

  /**
   * Receives from bulk-IN until `into` is full or a short packet comes. Its length must be a multiple of the packet's. It
   * is the port's until then, and longer where `moved` says so.
   */
  receive(into: Uint8Array<ArrayBuffer>): Promise<Received>

  /** The next notification of interrupt-IN; undefined when it was cancelled. Rejects where there is no such endpoint. */
  notification(): Promise<Uint8Array | undefined>

  /**
   * Ends a transfer that is under way, now or soon: `send` rejects with `cancelled`, `receive` resolves with what had come. Nothing
   * happens where none is.
   */
  cancel(transfer: 'send' | 'receive' | 'notification'): void

  /** CLEAR_FEATURE(ENDPOINT_HALT). */
  clearHalt(endpoint: UsbEndpoint): Promise<void>

  /** Calls back once when the device is unplugged. */
  onLost(listener: () => void): void

  /** Cancels everything, waits for it, gives the interface back. Never rejects. */
  close(): Promise<void>
}
