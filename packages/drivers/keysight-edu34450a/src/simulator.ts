import type { InstrumentSimulator } from '@lab/transport-sim'
import { Edu34450aSimulation } from './simulator/instrument.ts'

/**
 * Simulates the EDU34450A.
 *
 * Ports in the circuit: `alias.input` (HI, LO) for everything but currents, `alias.sense` (HI, LO of the sense terminals; those
 * of the input where it is not wired), `alias.current` (I, LO). DC, AC, frequency, resistance, capacitance, continuity, diode and
 * the 5 kΩ thermistor of the temperature function are measured in the circuit, with the loading of the real meter. Each unit has
 * gain and offset errors within the accuracy of every range, drawn from the seed, and noise.
 *
 * Options:
 * - `timing`: `realistic` for the measuring times of a real unit; `none` when absent;
 * - `temperature`: that of a thermistor at the input in °C, −80 … 150, in place of what the circuit has there;
 * - `capacitance`: a capacitor at the input in F, 0 … 1, in place of what the circuit has there;
 * - `unconfirmed`: `absent` answers −113 to the commands that are not confirmed for this model; `present` when absent;
 * - `resolutions`: `words` takes MIN, MED and MAX as resolutions but no numbers, as a user of the real meter found; `numbers` (as
 * in the
 *   34450A Programmer's Reference) when absent.
 */
export const edu34450aSimulator: InstrumentSimulator = {
  model: 'EDU34450A',
  // As units of this model enumerate; 0x2A8D is Keysight.
  usb: { vendorId: 0x2a8d, productId: 0x8e01 },
  create: (context) => new Edu34450aSimulation(context),
}
