import type { LifeOptions } from './session-life.ts'
export function compactIfWorthwhile(_: LifeOptions, __: string): void {}
