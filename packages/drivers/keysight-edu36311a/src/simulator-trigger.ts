import type { Clock } from '@lab/core'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import { channels, type Channel } from './specifications.ts'

/** The trigger system of the outputs: each waits for its trigger on its own. */
export class SimulatedTrigger {
  readonly #clock: Clock
  readonly #step: (channel: Channel) => void
  readonly #armed = new Set<Channel>()
  /** Takes back a step that is delayed. */
  readonly #delayed = new Map<Channel, () => void>()

  /** `step` lets the triggered levels of a channel take effect. */
  constructor(clock: Clock, step: (channel: Channel) => void) {
    this.#clock = clock
    this.#step = step
  }

  /** @throws DeviceError -213 when the channel is initiated already. */
  initiate(channel: Channel, device: DeviceControl): void {
    if (this.#armed.has(channel) || this.#delayed.has(channel)) throw new DeviceError(-213)
    if (device.getString('triggerSource', channel) === 'immediate') this.#fire(channel, device)
    else this.#armed.add(channel)
  }

  /** A trigger on the bus: fires the channels that wait for one. */
  trigger(device: DeviceControl): void {
    for (const channel of channels) if (this.#armed.delete(channel)) this.#fire(channel, device)
  }

  abort(channel: Channel): void {
    this.#armed.delete(channel)
    this.#delayed.get(channel)?.()
  }

  /** Back to idle on every channel. */
  close(): void {
    for (const channel of channels) this.abort(channel)
  }

  #fire(channel: Channel, device: DeviceControl): void {
    const delay = device.getNumber('triggerDelay', channel)
    if (delay === 0) this.#step(channel)
    else this.#fireAfter(channel, delay * 1000, device.operations.start())
  }

  #fireAfter(channel: Channel, delayMs: number, finish: () => void): void {
    const end = (): void => {
      this.#delayed.delete(channel)
      finish()
    }
    const cancel = this.#clock.after(delayMs, () => {
      end()
      this.#step(channel)
    })
    this.#delayed.set(channel, () => {
      cancel()
      end()
    })
  }
}
