/** How the command ends. Signals end it by themselves: 128 + their number, such as 130 after Ctrl-C. */
export const exitCode = {
  ok: 0,
  /** What was asked did not work, or the script threw. */
  failed: 1,
  /** The command line could not be understood. */
  usage: 2,
} as const
