/** What one check found: nothing when all is well, else one line for each fault. */
export interface CheckReport {
  readonly faults: readonly string[]
  /** One line on what was looked at, for the reader of a green run. */
  readonly note?: string
}

/** One check of the repository. */
export interface Check {
  readonly name: string
  /** `packed` checks need the built packages, and come after all others. */
  readonly stage: 'sources' | 'packed'
  run(): CheckReport | Promise<CheckReport>
}
