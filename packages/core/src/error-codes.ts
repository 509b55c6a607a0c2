/**
 * Every error code of the toolkit: what it means and what to do. The catalogue in `docs/errors.md` is made from this table.
 */
export const errorCodes = {
  LAB_RESOURCE_NAME: {
    meaning: 'A VISA resource name could not be understood.',
    remedy: 'Compare it with the forms in the message, for example `TCPIP::192.168.1.5::5025::SOCKET`.',
  },
  LAB_CONNECTION_REFUSED: {
    meaning: 'Nothing accepted the connection at this address.',
    remedy: 'Check that the instrument is switched on, reachable, and that the port is the one it serves.',
  },
  LAB_CONNECTION_DENIED: {
    meaning: 'The operating system does not let this program use the device.',
    remedy: 'The message says which permission is missing and how to give it.',
  },
  LAB_CONNECTION_LOST: {
    meaning: 'The link broke while it was in use: cable, power, or the other end closed it.',
    remedy: 'Open the instrument again. Its settings may have changed meanwhile; nothing is re-applied by itself.',
  },
  LAB_CONNECTION_BUSY: {
    meaning: 'Somebody else holds the instrument or its link: another program, or an operation that has not ended.',
    remedy: 'Close the other program, wait for its lock to be released, or await the first operation before the next.',
  },
  LAB_CONNECTION_CLOSED: {
    meaning: 'The link was used after it had been closed, or closed or cleared while an operation was waiting.',
    remedy: 'Open the instrument again; keep it open as long as it is used.',
  },
  LAB_TIMEOUT: {
    meaning: 'An operation did not finish in its time.',
    remedy: 'Look at the instrument errors in the message: a mistyped query is the usual reason. Otherwise raise `timeoutMs`.',
  },
  LAB_PROTOCOL: {
    meaning: 'The other end sent something the protocol does not allow, such as a reply that is not a number.',
    remedy: 'The reply is in the message. Compare it with the manual of the instrument; a trace shows what went before.',
  },
  LAB_INSTRUMENT: {
    meaning: 'The instrument reported an error in its error queue.',
    remedy: 'Number, text and the command that caused it are in the message; the manual lists the numbers.',
  },
  LAB_SETTING: {
    meaning: 'A value was refused before anything was sent: outside the range of the instrument, or of the wrong kind.',
    remedy: 'Use a value in the range that the message names.',
  },
  LAB_RESTORE: {
    meaning: 'A snapshot could not be restored as a whole.',
    remedy: 'The error says what was restored, what was not, and why; outputs were left off. Correct the cause and restore again.',
  },
  LAB_BENCH_FILE: {
    meaning: 'The bench file has a mistake.',
    remedy: 'The message names file, line, column and what was expected there.',
  },
  LAB_PACKAGE_MISSING: {
    meaning: 'The bench names a driver, transport or store that is not installed.',
    remedy: 'Install the package that the message names.',
  },
  LAB_LIMIT: {
    meaning: 'A command would set a value outside the limits of the bench. Nothing was sent.',
    remedy: 'Use a value inside the limit, or change the limit in the bench file.',
  },
  LAB_LIMIT_UNKNOWN: {
    meaning: 'The effect of a command on a limited instrument cannot be known. Nothing was sent.',
    remedy: 'Use a command the driver declares. `{ unguarded: true }` sends it all the same, and that is logged.',
  },
  LAB_CALIBRATION_EXPIRED: {
    meaning: 'The calibration of an instrument has run out, and the bench asks not to measure with it then.',
    remedy: 'Have it calibrated and write down the new dates, or choose `expired: warn`.',
  },
  LAB_IDENTITY: {
    meaning: 'A different model or serial number answered than was expected.',
    remedy: 'Check the address, the cable, and `serial` in the bench file.',
  },
  LAB_UNIT: {
    meaning: 'Units do not go together: a conversion or a sum of different quantities, or of kinds that must not mix (Vpp and Vrms).',
    remedy: 'Convert with the relation that holds for your signal, or correct the unit where the value comes from.',
  },
  LAB_UNSUPPORTED: {
    meaning: 'This wire, instrument or platform cannot do what was asked.',
    remedy: 'The message says what is missing; the `supports` manifest of a connection says it beforehand.',
  },
  LAB_SESSION_STATE: {
    meaning: 'A session was used in a state that does not allow it, for example after it had been closed.',
    remedy: 'Record, declare and run between `open` and `close`; declare before `run`.',
  },
  LAB_SESSION_VALUE: {
    meaning: 'A value cannot be stored in a session.',
    remedy: 'Store numbers, strings, booleans, null, readings, waveforms, and arrays or plain objects of these.',
  },
  LAB_SESSION_PLAN: {
    meaning: 'The plan of a run has a mistake: a name used twice, an empty axis, an unknown acquisition.',
    remedy: 'The message names the parameter, acquisition or task.',
  },
  LAB_SESSION_INTERRUPTED: {
    meaning: 'Something was cancelled because the bench is being made safe: the process was told to stop, or a run failed.',
    remedy: 'Nothing to do: instruments were made safe and what was acknowledged is stored.',
  },
  LAB_SESSION_UNSAFE: {
    meaning: 'At least one instrument could not be put into its safe state.',
    remedy: 'Look at the bench now. The message and the event log say which instrument and why.',
  },
  LAB_STORE_FORMAT: {
    meaning: 'The file is not a store of this kind.',
    remedy: 'Check the path. The file was left as it is.',
  },
  LAB_STORE_VERSION: {
    meaning: 'The store was written by a newer version.',
    remedy: 'Update the packages. The file was left as it is.',
  },
  LAB_STORE_LOCKED: {
    meaning: 'Another program holds the store locked.',
    remedy: 'Close the other program, or let the session write to another file.',
  },
  LAB_STORE_FULL: {
    meaning: 'There is no room left for the data.',
    remedy: 'Free space. What was acknowledged before is stored; the event in the message and later ones are not.',
  },
  LAB_STORE_WRITE: {
    meaning: 'The store could not be written.',
    remedy: 'The cause is in the message. What was acknowledged before is stored.',
  },
  LAB_STORE_CORRUPT: {
    meaning: 'The store holds something that cannot be read back.',
    remedy: 'Work on a copy; restore from a backup if there is one.',
  },
  LAB_STORE_NOT_FOUND: {
    meaning: 'The store has no such session, or there is no store at this path.',
    remedy: 'List the sessions to see their ids.',
  },
} as const

/** The code of a {@link LabError}: stable across versions, documented in the error catalogue. */
export type LabErrorCode = keyof typeof errorCodes
