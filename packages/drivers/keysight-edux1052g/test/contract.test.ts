import { driverContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { edux1052a, edux1052g } from '../src/index.ts'
import { edux1052aSimulator, edux1052gSimulator } from '../src/simulator.ts'
import { circuitOfA, circuitOfG, contractOfA, contractOfG, generatorIsOff, simulatedUnit } from './contract-options.ts'

driverContract({ describe, it }, {
  driver: edux1052a,
  ...contractOfA,
  open: async () => ({ ...await simulatedUnit(edux1052aSimulator, circuitOfA), isSafe: () => true }),
})

driverContract({ describe, it }, {
  driver: edux1052g,
  ...contractOfG,
  open: async () => {
    const unit = await simulatedUnit(edux1052gSimulator, circuitOfG)
    return { ...unit, isSafe: () => generatorIsOff((name) => unit.device.get(name)) }
  },
})
