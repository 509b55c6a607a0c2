import { SettingError, type MeasureOptions, type Multimeter, type Reading, type ReadingSource } from '@lab/core'
import { defineCommands, scpiDriver, type InstrumentBase, type ScpiLink } from '@lab/scpi'
import { edu34450aDeclarations } from './settings.ts'
import { accuracy, type DmmFunction } from './specifications.ts'

type Link = ScpiLink<typeof edu34450aDeclarations>

/** An opened EDU34450A. A reading beyond its range has the value ±Infinity and says why in `condition`. */
export interface Edu34450a extends Multimeter {
  /** Messages of your own, through the same trace and queue as everything else. */
  readonly scpi: Link
}

/** How a function is measured, and in which unit. */
interface Measurement<U extends string> {
  readonly function: DmmFunction
  readonly query: string
  readonly unit: U
}

const dcVoltage: Measurement<'V'> = { function: 'dc-voltage', query: ':MEAS:VOLT:DC?', unit: 'V' }
const acVoltage: Measurement<'V'> = { function: 'ac-voltage', query: ':MEAS:VOLT:AC?', unit: 'V' }
const dcCurrent: Measurement<'A'> = { function: 'dc-current', query: ':MEAS:CURR:DC?', unit: 'A' }
const acCurrent: Measurement<'A'> = { function: 'ac-current', query: ':MEAS:CURR:AC?', unit: 'A' }
const resistance: Measurement<'Ω'> = { function: 'resistance', query: ':MEAS:RES?', unit: 'Ω' }

/** The meter takes the value of a range and nothing between; what it does with another one is not documented. */
function requireRange(alias: string, { function: name, unit }: Measurement<string>, range: number): number {
  const ranges = accuracy[name].map((row) => row.range)
  if (ranges.includes(range)) return range
  throw new SettingError(`${alias} has no ${name} range of ${range} ${unit}; nothing was sent.`, {
    hint: `Ranges: ${ranges.join(', ')} ${unit}. Leave it out for autorange.`,
  })
}

/** Makes the method that measures: `MEASure` configures, triggers and reads (SCPI-99 vol. 2, 3.4). */
function measuring<U extends string>(base: InstrumentBase, link: Link, measurement: Measurement<U>) {
  const automatic: ReadingSource = { instrument: base.alias, function: measurement.function }
  return async (options?: MeasureOptions<U>): Promise<Reading<U>> => {
    const range = options?.range
    const query = range === undefined ? measurement.query : `${measurement.query} ${requireRange(base.alias, measurement, range)}`
    const value = await link.queryNumber(query, options)
    const source = range === undefined ? automatic : { ...automatic, range }
    const reading = { value, unit: measurement.unit, timeMs: base.clock.now(), source }
    if (Number.isFinite(value)) return reading
    return { ...reading, condition: value > 0 ? 'overload' : value < 0 ? 'negative-overload' : 'invalid' }
  }
}

/**
 * Keysight EDU34450A multimeter. It drives nothing, so its safe state is to stop measuring.
 *
 * ```ts
 * await using dmm = await openInstrument(edu34450a, { resource: 'TCPIP::192.168.1.21::5025::SOCKET' })
 * const { value, unit } = await dmm.measureDcVoltage({ range: 10 })
 * ```
 */
export const edu34450a = scpiDriver({
  name: 'keysight/EDU34450A',
  kind: 'multimeter',
  models: ['EDU34450A'],
  commands: defineCommands(edu34450aDeclarations),
  safeState: async (link) => {
    await link.write(':ABOR')
    return { actions: ['measuring stopped'], verified: (await link.query('*OPC?')) === '1' }
  },
  create: ({ link, base }): Edu34450a => ({
    ...base,
    kind: 'multimeter',
    scpi: link,
    measureDcVoltage: measuring(base, link, dcVoltage),
    measureAcVoltage: measuring(base, link, acVoltage),
    measureDcCurrent: measuring(base, link, dcCurrent),
    measureAcCurrent: measuring(base, link, acCurrent),
    measureResistance: measuring(base, link, resistance),
  }),
})

declare module '@lab/core' {
  interface DriverTypes {
    'keysight/EDU34450A': Edu34450a
  }
}
