import { transportContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { openContract } from './support/contract-end.ts'
import { lacksSocat } from './support/serial-pair.ts'

if (!lacksSocat()) {
  transportContract({ describe, it }, { name: 'serial, cleared by a marker', open: () => openContract(), patienceMs: 5000 })
  transportContract({ describe, it }, {
    name: 'serial, cleared by a control character', open: () => openContract({ deviceClear: 'Ctrl-C' }), patienceMs: 5000,
  })
  transportContract({ describe, it }, {
    name: 'serial, answers ended by silence', open: () => openContract({ readTerminator: 'none', interCharacterTimeoutMs: 40 }), patienceMs: 8000,
  })
}
