import { choiceSetting, type Declarations } from '@lab/scpi'
import { acquisitionDeclarations } from './settings/acquisition.ts'
import { analysisDeclarations } from './settings/analysis.ts'
import { channelDeclarations } from './settings/channels.ts'
import { generatorDeclarations } from './settings/generator.ts'
import { measurementDeclarations } from './settings/measurements.ts'
import { edgeSources } from './settings/sources.ts'
import { systemDeclarations } from './settings/system.ts'
import { triggerDeclarations } from './settings/trigger.ts'
import { waveformDeclarations } from './settings/waveforms.ts'

/** What both models understand, with the trigger sources of the G model. In the order in which a restore writes them. */
export const scopeDeclarations = {
  ...acquisitionDeclarations, ...channelDeclarations, ...triggerDeclarations, ...waveformDeclarations, ...measurementDeclarations,
  ...analysisDeclarations, ...systemDeclarations,
} as const satisfies Declarations

/**
 * What the EDUX1052A understands. Headers after the Programmer's Guide of the 1200 X-Series and EDUX1052A/G; ranges and replies
 * after that of the 2000 X-Series, which has the same commands.
 */
export const edux1052aDeclarations = {
  ...scopeDeclarations,
  edgeSource: choiceSetting({
    header: scopeDeclarations.edgeSource.header, choices: edgeSources, reset: 'channel1',
    description: scopeDeclarations.edgeSource.description,
  }),
} as const satisfies Declarations

/** What the EDUX1052G understands: the same, its generator, and frequency response analysis. */
export const edux1052gDeclarations = { ...scopeDeclarations, ...generatorDeclarations } as const satisfies Declarations
