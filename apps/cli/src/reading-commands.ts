import { Option, type Command } from 'commander'
import { showAttachments, type AttachmentOptions } from './commands/attachments.ts'
import { exportFormats, exportSession, type ExportOptions } from './commands/export.ts'
import { followOne, type FollowCommandOptions } from './commands/follow.ts'
import { queryStore, type QueryOptions } from './commands/query.ts'
import { diffSessionSnapshots, showSnapshots, type SnapshotOptions } from './commands/snapshot.ts'
import { count, examples, json, repeated, withStoreOptions } from './program-options.ts'

const sessionId = 'id of the session, or the beginning of it'

/** The commands that read what is in sessions. */
export function addReadingCommands(program: Command): void {
  for (const add of [addExport, addQuery, addFollow, addAttachments, addSnapshot]) add(program)
}

function addExport(program: Command): void {
  withStoreOptions(program.command('export')).description('write the points of a session as a file of another format')
    .argument('<id>', sessionId)
    .addOption(new Option('-f, --format <format>', 'csv, json, ndjson, parquet, arrow or hdf5').choices(exportFormats).makeOptionMandatory())
    .option('--acquisition <name>', 'the acquisition, where there are several')
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .option('--components', 'each contribution to the uncertainties, where the session has kept them')
    .addOption(new Option('--units <place>', 'CSV: units in the names of the columns, or in a row of their own').choices(['header', 'row']))
    .option('--header', 'CSV: begin with what is known of the session, in lines with #')
    .option('--time', 'CSV and NDJSON: the time of each row; the binary formats have it always')
    .addHelpText('after', examples(
      'lab export 3f2a --format csv -o regulation.csv', 'lab export 3f2a --format csv --units row --header --time', 'lab export 3f2a --format json',
      'lab export 3f2a --format parquet -o regulation.parquet', 'lab export 3f2a --format arrow | other-program', 'lab export 3f2a --format hdf5 -o regulation.h5',
    ))
    .action((id: string, options: ExportOptions) => exportSession(id, options))
}

function addQuery(program: Command): void {
  withStoreOptions(program.command('query')).description('ask a store in SQL; needs DuckDB (npm install @duckdb/node-api)')
    .argument('<sql>', 'one SELECT; the views are sessions and each acquisition under its name')
    .option('--session <id>', 'only rows of this session; repeatable', repeated)
    .addOption(new Option('--limit <number>', 'rows of the table at most').default(100).argParser(count))
    .option('--json', json).option('--csv', 'print all rows as CSV')
    .addHelpText('after', examples(
      'lab query "select name, points from sessions order by opened desc"', 'lab query "select max(vout) from regulation" --session 3f2a',
      'lab query "select session, avg(vout), stddev(vout) from regulation group by all" --csv',
    ))
    .action((sql: string, options: QueryOptions) => queryStore(sql, options))
}

function addFollow(program: Command): void {
  withStoreOptions(program.command('follow')).description('print what a session measures while it runs, until it is closed')
    .argument('<id>', sessionId)
    .addOption(new Option('--from <number>', 'number of the first event; 1, the beginning, when absent').argParser(count))
    .option('--json', 'print each event as a line of JSON')
    .addHelpText('after', examples('lab follow 3f2a', 'lab follow 3f2a --from 1000 --json'))
    .action((id: string, options: FollowCommandOptions) => followOne(id, options))
}

function addAttachments(program: Command): void {
  withStoreOptions(program.command('attachments')).description('list the files that belong to a session, or write one of them')
    .argument('<id>', sessionId).argument('[name]', 'name of the file')
    .option('-o, --output <file>', 'write it here instead of to standard output').option('--json', json)
    .addHelpText('after', examples('lab attachments 3f2a', 'lab attachments 3f2a screen.png -o screen.png'))
    .action((id: string, name: string | undefined, options: AttachmentOptions) => showAttachments(id, name, options))
}

function addSnapshot(program: Command): void {
  const only = '--instrument <alias>'
  // Options behind `diff` are its own, though `snapshot` has the same ones.
  const snapshot = withStoreOptions(program.command('snapshot').enablePositionalOptions()).description('show the settings of the instruments as a session kept them')
    .argument('<id>', `${sessionId}; with :label only what has that label`)
    .option(only, 'only this instrument').option('--json', json)
    .addHelpText('after', examples('lab snapshot 3f2a', 'lab snapshot 3f2a:before --instrument supply', 'lab snapshot diff 3f2a 77b1', 'lab snapshot diff 3f2a:before after'))
    .action((id: string, options: SnapshotOptions) => showSnapshots(id, options))
  withStoreOptions(snapshot.command('diff')).description('show which settings differ between two snapshots')
    .argument('<from>', 'id of a session: its first snapshot; or id:label').argument('<to>', 'the same, or a label of the first session')
    .option(only, 'only this instrument').option('--json', json)
    .addHelpText('after', examples('lab snapshot diff 3f2a 77b1', 'lab snapshot diff 3f2a:before after'))
    .action((from: string, to: string, options: SnapshotOptions) => diffSessionSnapshots(from, to, options))
}
