import type { Declarations } from '@lab/scpi'
import { calibrationDeclarations } from './settings/calibration.ts'
import { lanDeclarations } from './settings/lan.ts'
import { outputDeclarations } from './settings/outputs.ts'
import { statusDeclarations } from './settings/status.ts'
import { systemDeclarations } from './settings/system.ts'
import { triggerDeclarations } from './settings/trigger.ts'

/** What the EDU36311A understands besides the common commands, after its Programming Guide (EDU36311-90013, edition 1). */
export const edu36311aDeclarations = {
  ...outputDeclarations,
  ...triggerDeclarations,
  ...statusDeclarations,
  ...systemDeclarations,
  ...lanDeclarations,
  ...calibrationDeclarations,
} as const satisfies Declarations
