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

const correctionPoint = z.strictObject({
  at: z.number().describe('What the instrument shows, in the unit of the function.'),
  correction: z.number().describe('What has to be added there.'),
})

const correction = z.strictObject({
  function: text.describe('What is measured, such as dc-voltage.'),
  channel: z.union([z.number(), text]).optional().describe('Only for this channel.'),
  range: z.number().optional().describe('Only on this range, in the unit of the function.'),
  gain: z.number().positive().optional().describe('value = shown · gain + offset'),
  offset: z.number().optional().describe('In the unit of the function.'),
  points: z.array(correctionPoint).optional().describe('Instead of gain and offset: corrections, interpolated between the points.'),
  standardUncertainty: z.number().nonnegative().optional().describe('Of the corrected value, in the unit of the function.'),
  expanded: z.number().nonnegative().optional().describe('Expanded uncertainty instead, with its k.'),
  k: z.number().positive().optional().describe('Coverage factor of the expanded uncertainty.'),
  degreesOfFreedom: z.number().positive().optional(),
  coversDrift: z.boolean().optional()
    .describe('Whether the uncertainty covers the drift until the next calibration, so that the data sheet is left out.'),
})

const calibration = z.strictObject({
  date: z.iso.date().optional().describe('Day of the calibration, as 2026-01-31.'),
  due: z.iso.date().optional().describe('Last day it is valid.'),
  certificate: text.optional(),
  laboratory: text.optional(),
  temperature: z.number().optional().describe('Ambient temperature of the calibration in °C.'),
  expired: z.enum(['warn', 'refuse']).optional().describe('What happens when it has run out: a warning in the log, or nothing is opened.'),
  apply: z.boolean().optional().describe('Whether the corrections change readings. They are recorded either way.'),
  corrections: z.array(correction).optional(),
})

const environment = z.strictObject({
  temperature: z.number().min(-273.15).optional().describe('Ambient temperature in °C.'),
})

const reconnect = z.strictObject({
  attempts: z.int().positive().describe('Most attempts of one operation to open a lost link again.'),
  delayMs: z.number().nonnegative().describe('Time between the first attempt and the second, in milliseconds; doubled each time.'),
  maxDelayMs: z.number().nonnegative().describe('Longest time between two attempts, in milliseconds.'),
})

const instrument = z.strictObject({
  driver: text.describe('vendor/MODEL, such as keysight/EDU36311A.'),
  resource: text.optional().describe('VISA resource name. May be left out where the instrument is simulated.'),
  serial: text.optional().describe('Serial number that must answer.'),
  simulate: z.boolean().optional().describe('Simulated in this process instead of opened.'),
  timeoutMs: milliseconds.optional().describe('Longest time of an operation that is given none, in milliseconds.'),
  reconnect: reconnect.optional().describe('Opens a lost link again, within these bounds; a lost link stays lost without it.'),
  errorCheck: z.enum(['write', 'operation', 'off']).optional()
    .describe("When its error queue is read: after everything written, after the driver's operations only, or never."),
  connection: freeKeys.optional().describe('Settings of its link, for the transport: { baudRate: 9600 }.'),
  options: freeKeys.optional().describe('Options of its driver.'),
  transport: text.optional().describe('Transport to use where more than one serves the resource.'),
  limits: limits.optional(),
  calibration: calibration.optional().describe('What is known of its calibration.'),
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
  capacitor: z.number().positive().optional().describe('Capacitance in F.'),
  inductor: z.number().positive().optional().describe('Inductance in H.'),
  source: z.number().optional().describe('A voltage source, in V. Nodes: plus, minus.'),
  resistance: z.number().nonnegative().optional().describe('Inner resistance of a source, in Ω.'),
  diode: diode.optional().describe('A diode. Nodes: anode, cathode.'),
  nodes,
}).meta({ oneOf: ['connect', 'resistor', 'capacitor', 'inductor', 'source', 'diode'].map((key) => ({ required: [key] })) })

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

const calibrationNote = z.strictObject({
  date: z.iso.date().optional().describe('Day of the calibration, as 2026-01-31.'),
  due: z.iso.date().optional().describe('Day until which it holds.'),
  certificate: z.string().optional(),
})

const traceability = z.strictObject({
  dut: freeKeys.optional().describe('The device under test.'),
  environment: freeKeys.optional().describe('Temperature, humidity, place.'),
  calibration: z.record(text, calibrationNote).optional()
    .describe('Calibration by alias, for the record only. That of an instrument says how good its readings are.'),
})

const store = z.looseObject({
  type: text.describe('sqlite, or another store that is installed.'),
  path: text.describe('Relative to the bench file.'),
})

const signing = z.strictObject({
  key: text.describe('PEM file with an Ed25519 private key (PKCS #8), relative to the bench file.'),
  name: text.optional().describe('Whose key it is, for people; the name of the file when absent.'),
  everyMs: z.number().positive().optional().describe('Signs also while a session is recorded, so often, in milliseconds.'),
})

/** What a bench file may hold. Everything but free metadata is closed: a key that is not known is a mistake. */
export const benchSchema = z.strictObject({
  name: text.describe('What the bench is called.'),
  description: z.string().optional(),
  simulate: z.boolean().optional().describe('true: every instrument is simulated in this process.'),
  transports: z.record(text, transport).optional().describe('Defaults of transports, by name: { lxi: { timeoutMs: 2000 } }.'),
  instruments: z.record(text, instrument).describe('Instruments by alias.'),
  environment: environment.optional().describe('What surrounds the instruments: their accuracy depends on it.'),
  simulation: simulation.optional(),
  experiment: experiment.optional().describe('Goes into the metadata of every session.'),
  traceability: traceability.optional().describe('Goes into the metadata of every session.'),
  store: store.optional().describe('Where sessions are stored.'),
  signing: signing.optional().describe('Signs the record of every session that is opened with `sign: bench.signing`.'),
})

/** A bench file as it is written, before names and limits are checked. */
export type BenchData = z.infer<typeof benchSchema>

/** The JSON Schema of a bench file, published as `@lab/bench/bench.schema.json`. */
export function benchJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Bench file', ...z.toJSONSchema(benchSchema, { target: 'draft-7', io: 'input' }) }
}
