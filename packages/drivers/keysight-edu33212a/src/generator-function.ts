/** What a channel can generate. */
export type GeneratorFunction = 'sine' | 'square' | 'triangle' | 'ramp' | 'pulse' | 'prbs' | 'noise' | 'arbitrary' | 'dc'
