import type { Clock } from '@lab/core'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import { channels, type Channel } from './specifications.ts'

/** Settings that an output with an armed trigger does not take. */
const lockedSettings: ReadonlySet<string> = new Set(['voltageMode', 'currentMode', 'triggerSource', 'triggerDelay'])

/** The trigger system of the outputs: each waits for its trigger on its own. */
export class SimulatedTrigger {
  readonly #clock: Clock
  readonly #step: (channel: Channel) => void
  readonly #armed = new Set<Channel>()
  /** Where INITiate:CONTinuous is on. */
  readonly #wanted = new Set<Channel>()
  /** Where it arms again: not before it was sent with a quantity in step mode. */
  readonly #continuous = new Set<Channel>()
  /** Takes back a step that is delayed. */
  readonly #delayed = new Map<Channel, () => void>()

  /** `step` lets the triggered levels of a channel take effect. */
  constructor(clock: Clock, step: (channel: Channel) => void) {
    this.#clock = clock
    this.#step = step
  }

  isContinuous(channel: Channel): boolean {
    return this.#wanted.has(channel)
  }

  /** @throws DeviceError -213 when the channel is initiated already. */
  initiate(channel: Channel, device: DeviceControl): void {
    if (this.#isBusy(channel) || this.#continuous.has(channel)) throw new DeviceError(-213)
    this.#arm(channel, device)
  }

  /** Arms at once where a quantity is in step mode; off goes to idle. */
  setContinuous(channel: Channel, on: boolean, device: DeviceControl): void {
    if (!on) {
      this.#wanted.delete(channel)
      this.#continuous.delete(channel)
      this.#idle(channel)
      return
    }
    this.#wanted.add(channel)
    if (isStepping(channel, device)) {
      this.#continuous.add(channel)
      if (!this.#isBusy(channel)) this.#arm(channel, device)
    }
  }

  /** A trigger on the bus: fires the channels that wait for one. */
  trigger(device: DeviceControl): void {
    for (const channel of channels) if (this.#armed.delete(channel)) this.#fire(channel, device)
  }

  /** To idle; a continuous trigger arms itself again. */
  abort(channel: Channel, device: DeviceControl): void {
    this.#idle(channel)
    if (this.#continuous.has(channel)) this.#arm(channel, device)
  }

  /** @throws DeviceError 735 for a setting that has to wait until the trigger is idle. */
  requireIdle(name: string, channel: Channel): void {
    if (lockedSettings.has(name) && this.#isBusy(channel)) throw new DeviceError(735, 'Cannot change while trigger is initiated')
  }

  /** An immediate trigger that is continuous follows the levels. */
  levelChanged(channel: Channel, device: DeviceControl): void {
    if (this.#continuous.has(channel) && !this.#isBusy(channel)) this.#arm(channel, device)
  }

  /** Back to idle on every channel, for good. */
  close(): void {
    this.#wanted.clear()
    this.#continuous.clear()
    for (const channel of channels) this.#idle(channel)
  }

  #isBusy(channel: Channel): boolean {
    return this.#armed.has(channel) || this.#delayed.has(channel)
  }

  #idle(channel: Channel): void {
    this.#armed.delete(channel)
    this.#delayed.get(channel)?.()
  }

  #arm(channel: Channel, device: DeviceControl): void {
    if (device.getString('triggerSource', channel) === 'immediate') this.#fire(channel, device)
    else this.#armed.add(channel)
  }

  #fire(channel: Channel, device: DeviceControl): void {
    const delay = device.getNumber('triggerDelay', channel)
    if (delay === 0) this.#carryOut(channel, device)
    else this.#fireAfter(channel, delay * 1000, device)
  }

  #fireAfter(channel: Channel, delayMs: number, device: DeviceControl): void {
    const finish = device.operations.start()
    const end = (): void => {
      this.#delayed.delete(channel)
      finish()
    }
    const cancel = this.#clock.after(delayMs, () => {
      this.#delayed.delete(channel)
      this.#carryOut(channel, device)
      finish()
    })
    this.#delayed.set(channel, () => {
      cancel()
      end()
    })
  }

  /** A continuous trigger on the bus waits for the next one; an immediate one until a level changes. */
  #carryOut(channel: Channel, device: DeviceControl): void {
    this.#step(channel)
    if (this.#continuous.has(channel) && device.getString('triggerSource', channel) === 'bus') this.#armed.add(channel)
  }
}

function isStepping(channel: Channel, device: DeviceControl): boolean {
  return [device.getString('voltageMode', channel), device.getString('currentMode', channel)].includes('step')
}
