/** Which of the two displays a command is for; the primary one where its node is left out. */
export type Display = 'primary' | 'secondary'

/** The node behind `CONFigure` and `MEASure`. */
export const displayNodes: Readonly<Record<Display, string>> = { primary: '[:PRIMary]', secondary: ':SECondary' }

/** The nodes in front of a function's settings. */
export const sensePaths: Readonly<Record<Display, string>> = { primary: '[SENSe:][PRIMary:]', secondary: '[SENSe:]SECondary:' }

/** Ends the descriptions of what no document of this model confirms. */
export const unconfirmed = 'Not confirmed for this model.'
