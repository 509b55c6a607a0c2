import { DeviceError, type DeviceCall } from '@lab/scpi/device'

function secured(): never {
  throw new DeviceError(702, 'Calibration memory is secured')
}

/** Answers a query; a locked calibration takes nothing. */
function locked(reply: string) {
  return ({ query }: DeviceCall): string => (query ? reply : secured())
}

/** The calibration: locked, with a code that nobody knows. */
export const calibrationHandlers = {
  calibrate: secured,
  calibrationStep: locked('+0'),
  calibrationValue: locked('+0.000000000000000E+00'),
  calibrationStore: secured,
  calibrationCode: secured,
  calibrationText: locked('""'),
  calibrationSecured: ({ query, parameters: [on] }: DeviceCall): string | undefined => {
    if (query) return '1'
    if (on !== true) throw new DeviceError(703, 'Secure code provided was invalid')
    return undefined
  },
}
