/** An alternating voltage, as a simulated generator puts into the circuit. */
export interface Signal {
  /** Length of one period in s; absent for one that does not repeat, such as noise or a single burst. */
  readonly period?: number
  /** Voltage in V at a time in s on the clock of the bench. */
  at(time: number): number
}
