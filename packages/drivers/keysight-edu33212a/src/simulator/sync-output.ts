import type { CircuitPort } from '@lab/transport-sim'
import type { ChannelSettings } from './channel-settings.ts'
import { fraction } from './shapes.ts'

/** The Sync connector: 0 and 3.3 V behind 50 Ω, in step with the carrier of one channel. */
export class SyncOutput {
  readonly #port: CircuitPort
  readonly #channels: readonly ChannelSettings[]

  constructor(port: CircuitPort, channels: readonly ChannelSettings[]) {
    this.#port = port
    this.#channels = channels
  }

  /** Puts what the settings say into the circuit. */
  drive(): void {
    const [first] = this.#channels
    if (first === undefined) return
    const { device } = first
    if (!device.getBoolean('syncOutput')) {
      this.#port.setSignal(undefined)
      return this.#port.drive({ kind: 'open' })
    }
    const source = this.#channels.find(({ channel }) => device.getString('syncSource') === `channel${channel}`) ?? first
    const { frequency } = source
    const inverted = source.word('syncPolarity') === 'inverted'
    this.#port.drive({ kind: 'source', voltage: 1.65, currentLimit: Infinity, resistance: 50 })
    this.#port.setSignal({
      period: 1 / frequency, at: (time) => ((fraction(time * frequency) < 0.5) === inverted ? -1.65 : 1.65),
    })
  }
}
