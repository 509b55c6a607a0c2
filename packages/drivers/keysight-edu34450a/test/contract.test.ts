import { driverContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { meterContract, simulatedMeter } from './contract-options.ts'

driverContract({ describe, it }, { ...meterContract, open: () => simulatedMeter() })
