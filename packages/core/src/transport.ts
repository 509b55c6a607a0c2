import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import type { OperationOptions } from './operation-options.ts'
import type { ResourceName } from './resource-name.ts'

/** How one link is opened. */
export interface ConnectOptions extends OperationOptions {
  readonly clock?: Clock | undefined
  /**
   * Settings of this one link, as the bench file has them under `connection`: `{ baudRate: 9600 }`. The transport checks them and
   * rejects an unknown one with `SettingError`.
   */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
}

/** One instrument found by {@link Transport.discover}. */
export interface DiscoveredInstrument {
  /** Every resource name that reaches it, best first. */
  readonly resources: readonly string[]
  readonly manufacturer?: string
  readonly model?: string
  readonly serial?: string
  readonly webAddress?: string
}

/**
 * A kind of wire: opens connections by resource name. Made by a factory such as `lxi()`. While it has no open connection and no
 * discovery runs it holds nothing: no handle, thread or timer that would keep the process alive.
 */
export interface Transport {
  /** Short name, as `bench.yaml` has it: `lxi`, `usbtmc`, `serial`, `visa`, `sim`. */
  readonly name: string
  /** Whether this transport is the one for a resource. */
  handles(resource: ResourceName): boolean
  /**
   * Opens the link and nothing more: no byte of a message is sent. A `signal` that aborts rejects with its reason.
   * @throws ConnectionError (refused, denied, busy), TimeoutError, SettingError for `settings`, UnsupportedError for a form it does not
   * handle.
   */
  connect(resource: ResourceName, options?: ConnectOptions): Promise<Connection>
  /** What is there, as it is found. Ends by itself after `timeoutMs`, without an error; an aborted `signal` throws its reason. */
  discover?(options?: OperationOptions): AsyncIterable<DiscoveredInstrument>
}
