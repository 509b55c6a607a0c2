import type { ScpiLink } from '@lab/scpi'
import type { edu36311aDeclarations } from '../settings.ts'

/** The link of an EDU36311A. */
export type Link = ScpiLink<typeof edu36311aDeclarations>
