import { driverContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { forEveryUnit } from './fixtures/every-unit.ts'
import { everyWire } from './fixtures/every-wire.ts'
import { wiredUnit } from './fixtures/wired-unit.ts'

for (const wire of everyWire) {
  if (wire.lacks?.() === true) continue
  forEveryUnit((contract, unit) => {
    if (wire.needsControlPort === true && unit.hasControlPort === false) return
    driverContract(
      { describe, it }, { ...contract, name: `${contract.driver.name} over ${wire.name}`, open: () => wiredUnit(wire, unit) },
    )
  })
}
