/** Bit 15 is never used (SCPI-99 vol. 1, 9.4). */
const allBits = 0x7fff

/** Where the summary of a register shows. */
interface Parent {
  readonly register: EventRegister
  readonly bit: number
}

/**
 * A SCPI status register: condition, event and enable (SCPI-99 vol. 1, chapter 9). A condition bit that rises sets its event
 * bit; the enabled event bits together make the summary, a condition bit of the register above.
 */
export class EventRegister {
  readonly #onChange: () => void
  readonly #parent: Parent | undefined
  #condition = 0
  #event = 0
  #enable = 0

  /** @param onChange called after every change that may change a summary. */
  constructor(onChange: () => void, parent?: Parent) {
    this.#onChange = onChange
    this.#parent = parent
  }

  get condition(): number {
    return this.#condition
  }

  get event(): number {
    return this.#event
  }

  get enable(): number {
    return this.#enable
  }

  set enable(bits: number) {
    this.#enable = bits & allBits
    this.#changed()
  }

  /** Whether an enabled event has happened since the events were read. */
  get summary(): boolean {
    return (this.#event & this.#enable) !== 0
  }

  /** Sets the condition as a whole. */
  setCondition(bits: number): void {
    const wanted = bits & allBits
    if (wanted === this.#condition) return
    this.#event |= wanted & ~this.#condition
    this.#condition = wanted
    this.#changed()
  }

  /** Raises or lowers one bit of the condition, counted from 0. */
  setBit(bit: number, on: boolean): void {
    this.setCondition(on ? this.#condition | (1 << bit) : this.#condition & ~(1 << bit))
  }

  /** Sets event bits that have no condition. */
  raiseEvent(bits: number): void {
    this.#event |= bits & allBits
    this.#changed()
  }

  /** The events since the last reading, and forgets them. */
  readEvent(): number {
    const event = this.#event
    this.clearEvent()
    return event
  }

  clearEvent(): void {
    this.#event = 0
    this.#changed()
  }

  #changed(): void {
    this.#parent?.register.setBit(this.#parent.bit, this.summary)
    this.#onChange()
  }
}
