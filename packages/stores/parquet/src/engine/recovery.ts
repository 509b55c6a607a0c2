import type { LifeOptions } from './session-life.ts'
export function recoverSessions(_: LifeOptions): void {}
