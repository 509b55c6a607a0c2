import type { Declarations } from '@lab/scpi'
import {
  apertureSetting, autoRangeSetting, functionSetting, impedanceSetting, inputAutoRangeSetting, inputRangeSetting, rangeSetting,
  resolutionSetting, secondaryFunctionSetting,
} from './sense.ts'

/**
 * Functions of the primary display and how each measures. A range is written before autorange: writing one switches autorange
 * off.
 */
export const primarySenseDeclarations = {
  function: functionSetting(),
  dcVoltageRange: rangeSetting('primary', 'dc-voltage'),
  dcVoltageAutoRange: autoRangeSetting('primary', 'dc-voltage'),
  dcVoltageResolution: resolutionSetting('primary', 'dc-voltage'),
  acVoltageRange: rangeSetting('primary', 'ac-voltage'),
  acVoltageAutoRange: autoRangeSetting('primary', 'ac-voltage'),
  acVoltageResolution: resolutionSetting('primary', 'ac-voltage'),
  dcCurrentRange: rangeSetting('primary', 'dc-current'),
  dcCurrentAutoRange: autoRangeSetting('primary', 'dc-current'),
  dcCurrentResolution: resolutionSetting('primary', 'dc-current'),
  acCurrentRange: rangeSetting('primary', 'ac-current'),
  acCurrentAutoRange: autoRangeSetting('primary', 'ac-current'),
  acCurrentResolution: resolutionSetting('primary', 'ac-current'),
  resistanceRange: rangeSetting('primary', 'resistance'),
  resistanceAutoRange: autoRangeSetting('primary', 'resistance'),
  resistanceResolution: resolutionSetting('primary', 'resistance'),
  fourWireResistanceRange: rangeSetting('primary', 'four-wire-resistance'),
  fourWireResistanceAutoRange: autoRangeSetting('primary', 'four-wire-resistance'),
  fourWireResistanceResolution: resolutionSetting('primary', 'four-wire-resistance'),
  capacitanceRange: rangeSetting('primary', 'capacitance'),
  capacitanceAutoRange: autoRangeSetting('primary', 'capacitance'),
  frequencyAperture: apertureSetting('primary'),
  frequencyVoltageRange: inputRangeSetting('primary', 'voltage'),
  frequencyVoltageAutoRange: inputAutoRangeSetting('primary', 'voltage'),
  frequencyCurrentRange: inputRangeSetting('primary', 'current'),
  frequencyCurrentAutoRange: inputAutoRangeSetting('primary', 'current'),
  highImpedance: impedanceSetting(),
} as const satisfies Declarations

/**
 * Functions of the secondary display and how each measures. A range is written before autorange: writing one switches autorange
 * off.
 */
export const secondarySenseDeclarations = {
  secondaryFunction: secondaryFunctionSetting(),
  secondaryDcVoltageRange: rangeSetting('secondary', 'dc-voltage'),
  secondaryDcVoltageAutoRange: autoRangeSetting('secondary', 'dc-voltage'),
  secondaryDcVoltageResolution: resolutionSetting('secondary', 'dc-voltage'),
  secondaryAcVoltageRange: rangeSetting('secondary', 'ac-voltage'),
  secondaryAcVoltageAutoRange: autoRangeSetting('secondary', 'ac-voltage'),
  secondaryAcVoltageResolution: resolutionSetting('secondary', 'ac-voltage'),
  secondaryDcCurrentRange: rangeSetting('secondary', 'dc-current'),
  secondaryDcCurrentAutoRange: autoRangeSetting('secondary', 'dc-current'),
  secondaryDcCurrentResolution: resolutionSetting('secondary', 'dc-current'),
  secondaryAcCurrentRange: rangeSetting('secondary', 'ac-current'),
  secondaryAcCurrentAutoRange: autoRangeSetting('secondary', 'ac-current'),
  secondaryAcCurrentResolution: resolutionSetting('secondary', 'ac-current'),
  secondaryResistanceRange: rangeSetting('secondary', 'resistance'),
  secondaryResistanceAutoRange: autoRangeSetting('secondary', 'resistance'),
  secondaryResistanceResolution: resolutionSetting('secondary', 'resistance'),
  secondaryFourWireResistanceRange: rangeSetting('secondary', 'four-wire-resistance'),
  secondaryFourWireResistanceAutoRange: autoRangeSetting('secondary', 'four-wire-resistance'),
  secondaryFourWireResistanceResolution: resolutionSetting('secondary', 'four-wire-resistance'),
  secondaryCapacitanceRange: rangeSetting('secondary', 'capacitance'),
  secondaryCapacitanceAutoRange: autoRangeSetting('secondary', 'capacitance'),
  secondaryFrequencyAperture: apertureSetting('secondary'),
  secondaryFrequencyVoltageRange: inputRangeSetting('secondary', 'voltage'),
  secondaryFrequencyVoltageAutoRange: inputAutoRangeSetting('secondary', 'voltage'),
  secondaryFrequencyCurrentRange: inputRangeSetting('secondary', 'current'),
  secondaryFrequencyCurrentAutoRange: inputAutoRangeSetting('secondary', 'current'),
} as const satisfies Declarations
