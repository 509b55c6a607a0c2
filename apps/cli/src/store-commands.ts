import { InvalidArgumentError, Option, type Command } from 'commander'
import { backUpStore, compactSessions, storeInfo, upgradeStore, vacuumStore, type StoreCommandOptions } from './commands/store.ts'
import { noteSession, tagSession, type NoteOptions, type TagOptions } from './commands/annotate.ts'
import { convertStore, type ConvertOptions } from './commands/convert.ts'
import { listSessions, type SearchOptions } from './commands/sessions.ts'
import { verifySessions, type VerifyOptions } from './commands/verify.ts'
import { count, examples, json, repeated, withStoreOptions } from './program-options.ts'

/** The commands that work on stores as a whole, or on what is beside the records. */
export function addStoreCommands(program: Command): void {
  addVerify(program)
  addConvert(program)
  addNote(program)
  addTag(program)
  addStore(program)
}

/** `lab sessions`. */
export function addSessions(program: Command): void {
  withStoreOptions(program.command('sessions')).description('list the sessions of a store, newest first')
    .option('--text <words>', 'with all these words in name, notes, tags or metadata; a word may end in *')
    .option('--since <time>', 'opened then or later, such as 2026-05-01 or 2026-05-01T12:00Z', time)
    .option('--before <time>', 'opened before', time)
    .option('--operator <name>').option('--dut <value>', 'serial number, or any other value, of the device under test')
    .option('--serial <number>', 'serial number of an instrument').option('--tag <tag>')
    .addOption(new Option('--status <status>').choices(['completed', 'failed', 'aborted', 'running', 'interrupted']))
    .option('--limit <number>', 'so many at most', count)
    .option('--json', json)
    .addHelpText('after', examples('lab sessions', 'lab sessions --text "regulat* lamp" --since 2026-05-01', 'lab sessions --store data.sqlite --json'))
    .action((options: SearchOptions) => listSessions(options))
}

/** A date without a time is the beginning of that day here. */
function time(text: string): number {
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected a time such as 2026-05-01 or 2026-05-01T12:00Z.')
  return ms
}

function addVerify(program: Command): void {
  withStoreOptions(program.command('verify')).description('check that sessions are as they were written, record by record')
    .argument('[ids...]', 'ids of sessions, or beginnings of them; all when absent')
    .option('--public-key <file>', 'PEM file; the last record must be signed with its private key; repeatable', repeated)
    .option('--json', json)
    .addHelpText('after', examples('lab verify', 'lab verify 3f2a --public-key station.pub.pem', 'lab verify --store lab-data --json'))
    .action((ids: string[], options: VerifyOptions) => verifySessions(ids, options))
}

function addConvert(program: Command): void {
  program.command('convert').description('copy sessions into another store: a .sqlite file or a folder of Parquet files')
    .argument('<from>').argument('<to>')
    .option('--session <id>', 'only this session; repeatable', repeated)
    .option('--skip-existing', 'leave out sessions that are there already')
    .option('--json', json)
    .addHelpText('after', examples('lab convert bench.sqlite lab-data/', 'lab convert lab-data/ all.sqlite --skip-existing'))
    .action((from: string, to: string, options: ConvertOptions) => convertStore(from, to, options))
}

function addNote(program: Command): void {
  withStoreOptions(program.command('note')).description('add a note to a session, or show its notes; the record stays as it is')
    .argument('<id>', 'id of the session, or the beginning of it').argument('[text]')
    .option('--author <name>', 'who says so; your user name when absent').option('--json', json)
    .addHelpText('after', examples('lab note 3f2a "The lamp was on"', 'lab note 3f2a'))
    .action((id: string, text: string | undefined, options: NoteOptions) => noteSession(id, text, options))
}

function addTag(program: Command): void {
  withStoreOptions(program.command('tag')).description('add tags to a session, or show its tags; the record stays as it is')
    .argument('<id>', 'id of the session, or the beginning of it').argument('[tags...]')
    .option('--remove <tag>', 'take this one away; repeatable', repeated).option('--json', json)
    .addHelpText('after', examples('lab tag 3f2a golden', 'lab tag 3f2a --remove golden'))
    .action((id: string, tags: string[], options: TagOptions) => tagSession(id, tags, options))
}

function addStore(program: Command): void {
  const store = program.command('store').description('look after a store as a whole')
  withStoreOptions(store.command('info')).description('show what is in it, in numbers').option('--json', json)
    .addHelpText('after', examples('lab store info', 'lab store info --store lab-data --json'))
    .action((options: StoreCommandOptions) => storeInfo(options))
  withStoreOptions(store.command('backup')).description('copy an SQLite store into a new file, also while it is written')
    .argument('<file>').option('--json', json)
    .addHelpText('after', examples('lab store backup /mnt/backup/bench.sqlite --store bench.sqlite'))
    .action((file: string, options: StoreCommandOptions) => backUpStore(file, options))
  withStoreOptions(store.command('vacuum')).description('give unused room of an SQLite store back to the disk').option('--json', json)
    .addHelpText('after', examples('lab store vacuum'))
    .action((options: StoreCommandOptions) => vacuumStore(options))
  withStoreOptions(store.command('upgrade')).description('bring an SQLite store of an earlier version up to date').option('--json', json)
    .addHelpText('after', examples('lab store upgrade --store old.sqlite'))
    .action((options: StoreCommandOptions) => upgradeStore(options))
  withStoreOptions(store.command('compact')).description('rewrite sessions of a Parquet store into as few files as there should be')
    .argument('<ids...>', 'ids of sessions, or beginnings of them').option('--json', json)
    .addHelpText('after', examples('lab store compact 3f2a --store lab-data'))
    .action((ids: string[], options: StoreCommandOptions) => compactSessions(ids, options))
}
