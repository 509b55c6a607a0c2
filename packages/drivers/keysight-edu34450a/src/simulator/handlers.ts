import { formatNr1, formatNr3 } from '@lab/scpi'
import { DeviceError, type DeviceAnswer, type DeviceCall, type DeviceDefinition, type DeviceHandler } from '@lab/scpi/device'
import type { DmmFunction } from '../functions.ts'
import type { edu34450aDeclarations } from '../settings.ts'
import { describeConfiguration } from './configuration.ts'
import type { MeterState } from './state.ts'

export type MeterHandlers = NonNullable<DeviceDefinition<typeof edu34450aDeclarations>['handlers']>

/** What a header does that the firmware does not have. */
export function undefinedHeader(): never {
  throw new DeviceError(-113)
}

const words: Readonly<Record<string, DmmFunction>> = {
  DcVoltage: 'dc-voltage', AcVoltage: 'ac-voltage', DcCurrent: 'dc-current', AcCurrent: 'ac-current', Resistance: 'resistance',
  FourWireResistance: 'four-wire-resistance', Frequency: 'frequency', Capacitance: 'capacitance', Temperature: 'temperature',
  Continuity: 'continuity', Diode: 'diode',
}

/** One value of an answer that has one for each display. */
function part(answer: DeviceAnswer, display: 0 | 1): DeviceAnswer {
  if (answer instanceof Promise) return answer.then((text) => part(text, display))
  return typeof answer === 'string' ? answer.split(',')[display] : answer
}

/** `CONFigure` and `MEASure`. A measurement answers the display it is for; `READ?` and `FETCh?` answer both. */
function measuringHandlers(state: MeterState): Record<string, DeviceHandler> {
  const handlers: Record<string, DeviceHandler> = {}
  for (const [word, name] of Object.entries(words)) {
    const primary = ({ parameters }: DeviceCall): void => state.configurePrimary(name, parameters)
    const secondary = ({ parameters }: DeviceCall): void => state.configureSecondary(name, parameters)
    handlers[`configure${word}`] = primary
    handlers[`configureSecondary${word}`] = secondary
    handlers[`measure${word}`] = (call) => {
      primary(call)
      return part(state.acquisition.read(call.device), 0)
    }
    handlers[`measureSecondary${word}`] = (call) => {
      secondary(call)
      return part(state.acquisition.read(call.device), 1)
    }
  }
  return handlers
}

/** Commands that are taken from related instruments. */
function unconfirmedHandlers({ log, options }: MeterState): MeterHandlers {
  if (!options.hasUnconfirmed) {
    return {
      logging: undefinedHeader, logLoad: undefinedHeader, logData: undefinedHeader, logDelete: undefinedHeader,
      displayClear: undefinedHeader, lanUpdate: undefinedHeader,
    }
  }
  return {
    logging: ({ query, parameters: [on] }) => {
      if (query) return log.running ? '1' : '0'
      if (on === true) log.start()
      else log.stop()
      return undefined
    },
    logLoad: () => log.rewind(),
    logData: () => log.next(),
    logDelete: () => log.delete(),
    displayClear: ({ device }) => device.set('displayText', ''),
    lanUpdate: () => undefined,
  }
}

/** What the commands of the meter do. */
export function meterHandlers(state: MeterState): MeterHandlers {
  const { acquisition, calculation } = state
  return {
    ...measuringHandlers(state),
    configuration: () => describeConfiguration(state.primary),
    read: ({ device }) => acquisition.read(device),
    initiate: ({ device }) => acquisition.initiate(device),
    fetch: () => acquisition.fetch(),
    abort: () => acquisition.abort(),
    averageMean: () => formatNr3(calculation.mean),
    averageMinimum: () => formatNr3(calculation.least),
    averageMaximum: () => formatNr3(calculation.greatest),
    averageCount: () => formatNr1(calculation.count),
    beep: () => undefined,
    local: () => undefined,
    ...unconfirmedHandlers(state),
  }
}
