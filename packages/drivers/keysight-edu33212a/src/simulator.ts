import type { InstrumentSimulator, SimulatorContext } from '@lab/transport-sim'
import { GeneratorSimulation } from './simulator/generator.ts'

/**
 * Simulates the EDU33212A. Ports: `alias.1` and `alias.2`, each 50 Ω and open while its output is off, and `alias.sync`. Signals
 * are functions of the time of the bench: every function, modulation, sweep, list and burst, clipped at ±10 V without load. Each
 * unit has a gain error up to 0.3 % and an offset up to 1 mV, drawn from the seed; its time base has no error. Nothing comes in
 * at the external trigger, which stays low. Options: `timing: realistic` for the latencies of a real unit.
 */
export const edu33212aSimulator: InstrumentSimulator = {
  model: 'EDU33212A',
  usb: { vendorId: 0x2a8d, productId: 0x8d01 },
  create: (context: SimulatorContext) => new GeneratorSimulation('EDU33212A', context),
}

/** Simulates the EDU33211A: the first channel of an {@link edu33212aSimulator}, and nothing that joins two. */
export const edu33211aSimulator: InstrumentSimulator = {
  model: 'EDU33211A',
  usb: { vendorId: 0x2a8d, productId: 0x8c01 },
  create: (context: SimulatorContext) => new GeneratorSimulation('EDU33211A', context),
}
