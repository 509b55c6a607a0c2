import { parseResourceName } from '@lab/core'
import { defineCommands } from '@lab/scpi'
import { settingsContract } from '@lab/testing'
import { simBench, type InstrumentSimulator } from '@lab/transport-sim'
import { describe, it } from 'vitest'
import { edu33211a, edu33211aDeclarations, edu33212a, edu33212aDeclarations } from '../src/index.ts'
import { edu33211aSimulator, edu33212aSimulator } from '../src/simulator.ts'

async function opened(simulator: InstrumentSimulator) {
  const bench = simBench({ instruments: { awg: { simulator } } })
  const connection = await bench.transport().connect(parseResourceName('SIM::awg::INSTR'))
  return {
    connection,
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}

const builtIn = ['INT:\\BUILTIN\\EXP_RISE.ARB']

settingsContract({ describe, it }, {
  driver: edu33211a, commands: defineCommands(edu33211aDeclarations), open: () => opened(edu33211aSimulator),
  values: { arbitrary: builtIn },
  prepare: { pwmState: (link) => link.set({ function: 'pulse' }, { channel: 1 }) },
})

// A channel takes the other one only, which driver.test.ts tries.
const internal = ['internal'] as const

settingsContract({ describe, it }, {
  driver: edu33212a, commands: defineCommands(edu33212aDeclarations), open: () => opened(edu33212aSimulator),
  values: {
    arbitrary: builtIn, amSource: internal, fmSource: internal, pmSource: internal, pwmSource: internal, sumSource: internal,
    combine: ['none'],
  },
  prepare: { pwmState: (link, channel) => link.set({ function: 'pulse' }, { channel }) },
})
