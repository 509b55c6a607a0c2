import { defineCommands } from '@lab/scpi'
import { settingsContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { edu36311a, edu36311aDeclarations } from '../src/index.ts'
import { simulatedSupply } from './contract-options.ts'

settingsContract({ describe, it }, {
  driver: edu36311a,
  commands: defineCommands(edu36311aDeclarations),
  open: simulatedSupply,
  // The other words are aliases: INSTrument? answers these three.
  values: { selectedOutput: ['P6V', 'P30V', 'N30V'] },
})
