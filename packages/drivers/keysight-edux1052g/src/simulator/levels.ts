import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import { channels, grid, triggerReach } from '../specifications.ts'
import { channelOfSource } from './sources.ts'

/** Greatest level in V at the external trigger input. */
const externalReach = 8

/** The trigger levels of each source: the usual one, and the upper one of slopes. They are kept for each source. */
export class TriggerLevels {
  readonly #levels = new Map<string, number>()
  readonly #high = new Map<string, number>()

  level(source: string): number {
    return this.#levels.get(source) ?? 0
  }

  high(source: string): number {
    return this.#high.get(source) ?? 0
  }

  /**
   * Sets a level. One that is too far from the middle of the screen is taken as far as it goes. @throws DeviceError -221 for a
   * source without.
   */
  setLevel(source: string, value: number, device: DeviceControl): void {
    this.#levels.set(source, this.#reachable(source, value, device))
  }

  setHigh(source: string, value: number, device: DeviceControl): void {
    this.#high.set(source, this.#reachable(source, value, device))
  }

  /** The probe multiplies everything that is measured through it. */
  multiply(source: string, factor: number): void {
    this.#levels.set(source, this.level(source) * factor)
    this.#high.set(source, this.high(source) * factor)
  }

  /** Levels follow when the screen becomes too small for them. */
  coerce(device: DeviceControl): void {
    for (const channel of channels) {
      const source = `channel${channel}`
      if (this.#levels.has(source)) this.setLevel(source, this.level(source), device)
      if (this.#high.has(source)) this.setHigh(source, this.high(source), device)
    }
  }

  reset(): void {
    this.#levels.clear()
    this.#high.clear()
  }

  #reachable(source: string, value: number, device: DeviceControl): number {
    const [centre, reach] = spanOf(source, device)
    return Math.min(centre + reach, Math.max(centre - reach, value))
  }
}

function spanOf(source: string, device: DeviceControl): readonly [centre: number, reach: number] {
  if (source === 'external') return [0, externalReach * device.getNumber('externalProbe')]
  const channel = channelOfSource(source)
  if (channel === undefined) throw new DeviceError(-221)
  return [device.getNumber('channelOffset', channel), triggerReach * grid.rows * device.getNumber('channelScale', channel)]
}
