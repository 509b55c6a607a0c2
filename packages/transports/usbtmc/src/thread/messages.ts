import type { ConnectionFailure, UsbResource } from '@lab/core'
import type { ControlRequest } from '../codec/index.ts'
import type { UsbInventory } from '../libusb/inventory.ts'
import type { ListedInstrument } from '../listed-instrument.ts'
import type { PortFailure, Received, UsbEndpoint } from '../usb-port.ts'

/** A port that the thread has opened. */
export interface PortDescription {
  /** Number of it among the thread's. */
  readonly port: number
  readonly interfaceNumber: number
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint | undefined
}

export type TransferName = 'send' | 'receive' | 'notification'

/** What the thread is asked, and what it answers. */
export interface ThreadCalls {
  list: { readonly asked: object; readonly answer: readonly ListedInstrument[] }
  inventory: { readonly asked: object; readonly answer: UsbInventory }
  watch: { readonly asked: { readonly on: boolean }; readonly answer: void }
  open: { readonly asked: { readonly resource: UsbResource }; readonly answer: PortDescription }
  control: { readonly asked: { readonly port: number; readonly request: ControlRequest }; readonly answer: Uint8Array }
  send: { readonly asked: { readonly port: number; readonly data: Uint8Array }; readonly answer: void }
  /** The memory of `into` moves to the thread, and comes back with the answer. */
  receive: { readonly asked: { readonly port: number; readonly into: Uint8Array<ArrayBuffer> }; readonly answer: Received }
  notification: { readonly asked: { readonly port: number }; readonly answer: Uint8Array | undefined }
  cancel: { readonly asked: { readonly port: number; readonly transfer: TransferName }; readonly answer: void }
  clearHalt: { readonly asked: { readonly port: number; readonly endpoint: UsbEndpoint }; readonly answer: void }
  close: { readonly asked: { readonly port: number }; readonly answer: void }
  /** The process ends: everything is to be closed. */
  leave: { readonly asked: object; readonly answer: void }
}

export type ThreadRequest = { [K in keyof ThreadCalls]: { readonly id: number; readonly call: K } & ThreadCalls[K]['asked'] }[keyof ThreadCalls]

/** An error, in a form that crosses threads. */
export interface ThreadFailure {
  readonly kind: 'port' | 'connection' | 'unsupported' | 'other'
  readonly message: string
  readonly failure?: PortFailure
  readonly reason?: ConnectionFailure
  readonly hint?: string | undefined
  readonly cause?: { readonly message: string; readonly errno?: number | undefined } | undefined
}

export type ThreadReply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: ThreadFailure }
  /** Something was plugged in or unplugged. */
  | { readonly event: 'change' }
  /** The device of a port is gone. */
  | { readonly event: 'lost'; readonly port: number }
