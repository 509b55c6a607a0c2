import { defineCommands } from '@lab/scpi'
import { settingsContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { edu34450a, edu34450aDeclarations, functionRanges } from '../src/index.ts'
import { simulatedMeter } from './contract-options.ts'

const resolutions = [1.5e-6, 2e-5, 3e-5]

/** The meter takes ranges and resolutions of its own and nothing between. */
const primary = {
  dcVoltageRange: functionRanges['dc-voltage'], acVoltageRange: functionRanges['ac-voltage'],
  dcCurrentRange: functionRanges['dc-current'],
  acCurrentRange: functionRanges['ac-current'], resistanceRange: functionRanges.resistance,
  fourWireResistanceRange: functionRanges['four-wire-resistance'], capacitanceRange: functionRanges.capacitance,
  frequencyVoltageRange: functionRanges['ac-voltage'], frequencyCurrentRange: functionRanges['ac-current'],
  frequencyAperture: [0.1, 1],
  dcVoltageResolution: resolutions, acVoltageResolution: resolutions, dcCurrentResolution: resolutions,
  acCurrentResolution: resolutions,
  resistanceResolution: resolutions, fourWireResistanceResolution: resolutions,
}

const secondary = {
  secondaryDcVoltageRange: functionRanges['dc-voltage'], secondaryAcVoltageRange: functionRanges['ac-voltage'],
  secondaryDcCurrentRange: functionRanges['dc-current'], secondaryAcCurrentRange: functionRanges['ac-current'],
  secondaryResistanceRange: functionRanges.resistance, secondaryFourWireResistanceRange: functionRanges['four-wire-resistance'],
  secondaryCapacitanceRange: functionRanges.capacitance, secondaryFrequencyVoltageRange: functionRanges['ac-voltage'],
  secondaryFrequencyCurrentRange: functionRanges['ac-current'], secondaryFrequencyAperture: [0.1, 1],
  secondaryDcVoltageResolution: resolutions, secondaryAcVoltageResolution: resolutions, secondaryDcCurrentResolution: resolutions,
  secondaryAcCurrentResolution: resolutions, secondaryResistanceResolution: resolutions,
  secondaryFourWireResistanceResolution: resolutions,
  secondaryFunction: ['VOLT:AC', 'CURR', 'FREQ:ACI'],
}

const addresses = ['0.0.0.0', '10.1.2.3', '255.255.255.255']

settingsContract({ describe, it }, {
  driver: edu34450a,
  commands: defineCommands(edu34450aDeclarations),
  open: () => simulatedMeter(),
  values: {
    ...primary, ...secondary,
    lanAddress: addresses, lanSubnetMask: addresses, lanGateway: addresses, lanDns: addresses,
    lanHostName: ['a', 'meter-5', 'x'.repeat(15)],
  },
})
