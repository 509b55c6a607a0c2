import { defineCommands } from '@lab/scpi'
import { settingsContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { edux1052a, edux1052aDeclarations, edux1052g, edux1052gDeclarations } from '../src/index.ts'
import { edux1052aSimulator, edux1052gSimulator } from '../src/simulator.ts'
import { circuitOfA, circuitOfG, simulatedUnit } from './contract-options.ts'

/** Not every text is a pattern. */
const values = { pattern: ['01', 'XR'] }

settingsContract({ describe, it }, {
  driver: edux1052a, commands: defineCommands(edux1052aDeclarations), open: () => simulatedUnit(edux1052aSimulator, circuitOfA), values,
})

settingsContract({ describe, it }, {
  driver: edux1052g, commands: defineCommands(edux1052gDeclarations), open: () => simulatedUnit(edux1052gSimulator, circuitOfG), values,
})
