import type { ScpiLink } from '@lab/scpi'
import type { edu34450aDeclarations } from '../settings.ts'

/** The link of an EDU34450A. */
export type DmmLink = ScpiLink<typeof edu34450aDeclarations>
