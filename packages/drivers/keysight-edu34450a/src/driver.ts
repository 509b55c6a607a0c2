import type { Driver, Reading } from '@lab/core'
import { defineCommands, scpiDriver, type InstrumentBase } from '@lab/scpi'
import { Acquisitions, type DmmSample } from './driver/acquisition.ts'
import { calculation } from './driver/calculation.ts'
import { checkConfigure, sendConfigure } from './driver/configuration.ts'
import { dataLog } from './driver/data-log.ts'
import type { Edu34450a } from './driver/instrument.ts'
import { lan } from './driver/lan.ts'
import type { DmmLink } from './driver/link.ts'
import {
  measuringFrequency, measuringGraded, measuringPlain, measuringRanged, measuringTemperature, type DmmParts,
} from './driver/measurements.ts'
import { panel } from './driver/panel.ts'
import { Readings } from './driver/readings.ts'
import { Resolutions } from './driver/resolution.ts'
import { secondaryDisplay } from './driver/secondary.ts'
import { Snapshots } from './driver/snapshots.ts'
import { TemperatureScale } from './driver/temperature.ts'
import { unconfirmedMs, unlessUndefined } from './driver/unconfirmed.ts'
import { edu34450aDeclarations } from './settings.ts'
import { specifications } from './specifications.ts'

type Measuring = Pick<Edu34450a,
  | 'measureDcVoltage' | 'measureAcVoltage' | 'measureDcCurrent' | 'measureAcCurrent' | 'measureResistance'
  | 'measureFourWireResistance'
  | 'measureFrequency' | 'measureCapacitance' | 'measureTemperature' | 'measureContinuity' | 'measureDiode'>

function measuring(parts: DmmParts): Measuring {
  return {
    measureDcVoltage: measuringGraded(parts, 'dc-voltage'),
    measureAcVoltage: measuringGraded(parts, 'ac-voltage'),
    measureDcCurrent: measuringGraded(parts, 'dc-current'),
    measureAcCurrent: measuringGraded(parts, 'ac-current'),
    measureResistance: measuringGraded(parts, 'resistance'),
    measureFourWireResistance: measuringGraded(parts, 'four-wire-resistance'),
    measureFrequency: measuringFrequency(parts),
    measureCapacitance: measuringRanged(parts, 'capacitance'),
    measureTemperature: measuringTemperature(parts),
    measureContinuity: measuringPlain(parts, 'continuity'),
    measureDiode: measuringPlain(parts, 'diode'),
  }
}

async function primaryOf(samples: Promise<readonly DmmSample[]>): Promise<readonly Reading[]> {
  return (await samples).map(({ primary }) => primary)
}

type Acquiring = Pick<Edu34450a,
  | 'configure' | 'configuration' | 'configureTrigger' | 'read' | 'readBoth' | 'initiate' | 'trigger' | 'abort' | 'fetch'
  | 'fetchBoth' | 'record'>

function acquiring(parts: DmmParts): Acquiring {
  const { link, base, resolutions } = parts
  const acquisitions = new Acquisitions(parts)
  return {
    configure: async (name, options = {}) => {
      const { signal, timeoutMs, ...settings } = options
      checkConfigure(base.alias, name, settings)
      await link.transaction((inner) => sendConfigure(inner, resolutions, 'primary', name, settings), { signal, timeoutMs })
    },
    configuration: (options) => acquisitions.configuration(options),
    configureTrigger: (trigger, options) => acquisitions.configureTrigger(trigger, options),
    read: (options) => primaryOf(acquisitions.readBoth(options)),
    readBoth: (options) => acquisitions.readBoth(options),
    initiate: (options) => link.execute(':INIT', options),
    trigger: (options) => link.execute('*TRG', options),
    abort: (options) => link.execute(':ABOR', options),
    fetch: (options) => primaryOf(acquisitions.fetchBoth(options)),
    fetchBoth: (options) => acquisitions.fetchBoth(options),
    record: (samples, options) => primaryOf(acquisitions.record(samples, options)),
  }
}


function makeInstrument(link: DmmLink, base: InstrumentBase): Edu34450a {
  const parts: DmmParts = {
    link, base, readings: new Readings(base), resolutions: new Resolutions(), temperature: new TemperatureScale(),
  }
  const snapshots = new Snapshots()
  const impedance = <T>(act: () => Promise<T>): Promise<T> => unlessUndefined(base.alias, 'a choice of its input impedance', act)
  return {
    ...base,
    kind: 'multimeter',
    scpi: link,
    ...measuring(parts),
    ...acquiring(parts),
    secondaryDisplay: secondaryDisplay(parts),
    calculation: calculation(parts),
    dataLog: dataLog(parts),
    panel: panel(parts),
    lan: lan(parts),
    setHighImpedance: (on, options) => impedance(() => link.set({ highImpedance: on }, options)),
    isHighImpedance: (options) => impedance(() => link.get('highImpedance', { timeoutMs: unconfirmedMs, ...options })),
    reset: (options) => link.execute('*RST', options),
    selfTest: async (options) => (await link.queryNumber('*TST?', options)) === 0,
    snapshot: (options) => snapshots.take(link, options),
  }
}

const driver = scpiDriver({
  name: 'keysight/EDU34450A',
  kind: 'multimeter',
  models: ['EDU34450A'],
  commands: defineCommands(edu34450aDeclarations),
  specifications: Object.values(specifications),
  safeState: async (link) => {
    await link.write(':ABOR')
    return { actions: ['measuring stopped'], verified: (await link.query('*OPC?')) === '1' }
  },
  create: ({ link, base }) => makeInstrument(link, base),
})

/** A change of function may take 8.8 s, and an AC reading on autorange some more. */
const operationTimeoutMs = 15_000

/**
 * Keysight EDU34450A multimeter. It drives nothing, so its safe state is to stop measuring. An operation without `timeoutMs` may
 * take 15 s, unless the bench says otherwise: this meter takes its time.
 *
 * ```ts
 * await using dmm = await openInstrument(edu34450a, { resource: 'TCPIP::192.168.1.21::5025::SOCKET' })
 * const { value, unit, uncertainty } = await dmm.measureDcVoltage({ range: 10 })
 * ```
 *
 * Readings carry the uncertainty that {@link specifications} give. On autorange the meter does not say its range: that of the
 * uncertainty follows from the value.
 */
export const edu34450a: Driver<Edu34450a> = {
  ...driver,
  open: (context) => driver.open({ ...context, operationTimeoutMs: context.operationTimeoutMs ?? operationTimeoutMs }),
}

declare module '@lab/core' {
  interface DriverTypes {
    'keysight/EDU34450A': Edu34450a
  }
}
