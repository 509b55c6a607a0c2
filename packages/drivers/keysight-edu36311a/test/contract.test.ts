import { driverContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { simulatedSupply, supplyContract } from './contract-options.ts'

driverContract({ describe, it }, { ...supplyContract, open: simulatedSupply })
