import { z } from 'zod'

const text = z.string().min(1)
const milliseconds = z.number().positive()
const freeKeys = z.record(text, z.unknown())

const transport = z.looseObject({
  timeoutMs: milliseconds.optional().describe('Longest time of an operation of its instruments that is given none, in milliseconds.'),
})

const limitRange = z.strictObject({
  min: z.number().optional().describe('Lowest value allowed, in the base unit.'),
  max: z.number().optional().describe('Highest value allowed, in the base unit.'),
})

const limits = z.record(text, z.record(text, limitRange))
  .describe("Limits by channel ('*' for all of them), then by quantity, such as { 1: { voltage: { max: 5 } } }.")

const instrument = z.strictObject({
  driver: text.describe('vendor/MODEL, such as keysight/EDU36311A.'),
  resource: text.optional().describe('VISA resource name. May be left out where the instrument is simulated.'),
  serial: text.optional().describe('Serial number that must answer.'),
  simulate: z.boolean().optional().describe('Simulated in this process instead of opened.'),
  timeoutMs: milliseconds.optional().describe('Longest time of an operation that is given none, in milliseconds.'),
  connection: freeKeys.optional().describe('Settings of its link, for the transport: { baudRate: 9600 }.'),
  options: freeKeys.optional().describe('Options of its driver.'),
  transport: text.optional().describe('Transport to use where more than one serves the resource.'),
  limits: limits.optional(),
})

const nodes = z.tuple([text, text]).describe("The two nodes it lies between. 'gnd' is the reference.")

const diode = z.strictObject({
  saturationCurrent: z.number().positive().optional().describe('A'),
  ideality: z.number().positive().optional(),
  breakdownVoltage: z.number().positive().optional().describe('V'),
  breakdownCurrent: z.number().positive().optional().describe('A at the breakdown voltage.'),
  seriesResistance: z.number().nonnegative().optional().describe('Ω'),
})

const circuitElement = z.strictObject({
  connect: text.optional().describe("A terminal pair of an instrument: 'psu.1', 'dmm.input'. Nodes: plus, minus."),
  resistor: z.number().positive().optional().describe('Resistance in Ω.'),
  source: z.number().optional().describe('A voltage source, in V. Nodes: plus, minus.'),
  resistance: z.number().nonnegative().optional().describe('Inner resistance of a source, in Ω.'),
  diode: diode.optional().describe('A diode. Nodes: anode, cathode.'),
  nodes,
}).meta({ oneOf: ['connect', 'resistor', 'source', 'diode'].map((key) => ({ required: [key] })) })

const simulation = z.strictObject({
  seed: z.int().nonnegative().optional().describe('Start of the random numbers: the same seed gives the same readings.'),
  circuit: z.array(circuitElement).optional().describe('What joins the simulated instruments.'),
  instruments: z.record(text, freeKeys).optional().describe('Options of a simulator, by alias.'),
})

const experiment = z.looseObject({
  title: z.string().optional(),
  operator: z.string().optional(),
  notes: z.string().optional(),
})

const calibration = z.strictObject({
  date: z.iso.date().optional().describe('Day of the calibration, as 2026-01-31.'),
  due: z.iso.date().optional().describe('Day until which it holds.'),
  certificate: z.string().optional(),
})

const traceability = z.strictObject({
  dut: freeKeys.optional().describe('The device under test.'),
  environment: freeKeys.optional().describe('Temperature, humidity, place.'),
  calibration: z.record(text, calibration).optional().describe('Calibration by alias.'),
})

const store = z.looseObject({
  type: text.describe('sqlite, or another store that is installed.'),
  path: text.describe('Relative to the bench file.'),
})

/** What a bench file may hold. Everything but free metadata is closed: a key that is not known is a mistake. */
export const benchSchema = z.strictObject({
  name: text.describe('What the bench is called.'),
  description: z.string().optional(),
  simulate: z.boolean().optional().describe('true: every instrument is simulated in this process.'),
  transports: z.record(text, transport).optional().describe('Defaults of transports, by name: { lxi: { timeoutMs: 2000 } }.'),
  instruments: z.record(text, instrument).describe('Instruments by alias.'),
  simulation: simulation.optional(),
  experiment: experiment.optional().describe('Goes into the metadata of every session.'),
  traceability: traceability.optional().describe('Goes into the metadata of every session.'),
  store: store.optional().describe('Where sessions are stored.'),
})

/** A bench file as it is written, before names and limits are checked. */
export type BenchData = z.infer<typeof benchSchema>

/** The JSON Schema of a bench file, published as `@lab/bench/bench.schema.json`. */
export function benchJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Bench file', ...z.toJSONSchema(benchSchema, { target: 'draft-7', io: 'input' }) }
}
