import type { ChoiceParameter } from '@lab/scpi'

/**
 * Words that `INSTrument`, `APPLy` and `MEASure` take for the outputs. P25V and N25V are kept by the firmware from an older
 * model.
 */
export const outputWords = {
  P6V: 'P6V', P30V: 'P30V', N30V: 'N30V', P25V: 'P25V', N25V: 'N25V', CH1: 'CH1', CH2: 'CH2', CH3: 'CH3',
} as const

/** The outputs that they mean. */
export const channelOfWord = { P6V: 1, P30V: 2, N30V: 3, P25V: 2, N25V: 3, CH1: 1, CH2: 2, CH3: 3 } as const

/** One of {@link outputWords} as a parameter. */
export const outputWord = { kind: 'choice', choices: outputWords } as const satisfies ChoiceParameter
