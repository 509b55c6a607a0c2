import { defineCommands } from '@lab/scpi'
import { settingsContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { edux1052a, edux1052aDeclarations, edux1052g, edux1052gDeclarations } from '../src/index.ts'
import { edux1052aSimulator, edux1052gSimulator } from '../src/simulator.ts'
import { circuitOfA, circuitOfG, simulatedUnit } from './contract-options.ts'

/** Not every text is a pattern, a time is above 0, and some buses need a licence. */
const times = [1e-8, 1]
const values = {
  pattern: ['01', 'XR'], setupTime: times, holdTime: times, transitionTime: times, serialMode: ['uart', 'iic'],
} as const

const level = { taken: [1.5, -2], refused: ['1', Number.NaN] }
const compounds = {
  'triggerHighLevel@1': level, 'triggerHighLevel@2': level, 'triggerLowLevel@1': level, 'triggerLowLevel@2': level,
  persistence: { taken: ['INF', '+1.00E+00', 'MIN'], refused: ['FOREVER', '1;*RST', 5] },
  measureSources: { taken: ['CHAN2,CHAN1', 'FFT,CHAN2'], refused: ['CHAN3', 'CHAN1;*RST', 1] },
  measureThresholds: {
    taken: ['PERC,+800E-01,+500E-01,+200E-01', 'ABS,+100E-02,+500E-03,+100E-03'], refused: ['PERC,90', 'PERC,90,50,10;*RST', 90],
  },
  delayEdges: { taken: ['+1,-1', '-1,-1'], refused: ['+1', '2,1', 1] },
  waveformPoints: { taken: [500, 100], refused: ['MAX', 1.5, 0] },
}

settingsContract({ describe, it }, {
  driver: edux1052a, commands: defineCommands(edux1052aDeclarations), open: () => simulatedUnit(edux1052aSimulator, circuitOfA),
  values, compounds,
})

settingsContract({ describe, it }, {
  driver: edux1052g, commands: defineCommands(edux1052gDeclarations), open: () => simulatedUnit(edux1052gSimulator, circuitOfG),
  values, compounds,
})
