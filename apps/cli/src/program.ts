import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { benchCheck } from './commands/bench-check.ts'
import { completion } from './commands/completion.ts'
import { discover, type DiscoverOptions } from './commands/discover.ts'
import { idn, type IdnOptions } from './commands/idn.ts'
import { runScript, type RunOptions } from './commands/run.ts'
import { showSession, type ShowOptions } from './commands/show.ts'
import { showUsb, type UsbCommandOptions } from './commands/usb.ts'
import { showVisa, type VisaCommandOptions } from './commands/visa.ts'
import { examples, json, repeated, withStoreOptions } from './program-options.ts'
import { addReadingCommands } from './reading-commands.ts'
import { addSessions, addStoreCommands } from './store-commands.ts'

/** The `lab` command. `parseAsync` runs it. */
export function labProgram(version: string): Command {
  const program = new Command('lab')
    .description('Run measurements, look at their sessions, check benches.')
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError('Try `lab --help`.')
    .addHelpText('after', afterHelp)
  for (const add of [addRun, addSessions, addShow, addReadingCommands, addStoreCommands, addBench, addIdn, addDiscover, addUsb, addVisa]) add(program)
  program.command('completion').description('print a completion script for a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .addHelpText('after', examples('lab completion bash > ~/.local/share/bash-completion/completions/lab'))
    .action((shell: string) => completion(shell, program))
  return program
}

const afterHelp = `
Exit codes:
  0  done
  1  it did not work, or the script threw
  2  the command line could not be understood
  130, 143 and other 128 + n: ended by signal n, after the bench was made safe

Environment:
  LAB_BENCH     bench file that openBench and the commands use
  LAB_SIMULATE  1: every instrument is simulated
  LAB_VISA_LIBRARY  path of the VISA library
  LAB_STORE     store that sessions go to and come from
  LAB_DEBUG     print the stack of an error
  NO_COLOR      print without colours

Examples:
  lab run regulation.ts --simulate
  lab sessions
  lab show 3f2a
  lab export 3f2a --format csv -o regulation.csv
  lab query "select avg(vout) from regulation"
`

function addRun(program: Command): void {
  program.command('run').description('run a script; its openBench follows these options')
    .argument('<script>', 'a .ts, .js or .mjs file')
    .argument('[args...]', 'what the script finds in process.argv; after -- also options')
    .option('--bench <file>', 'use this bench file')
    .option('--simulate', 'simulate every instrument')
    .option('--store <file>', 'store the sessions here')
    .option('--json', 'print one line of JSON for each session when it is closed')
    .addHelpText('after', examples('lab run regulation.ts', 'lab run regulation.ts --simulate --store a.sqlite -- --points 81'))
    .action((script: string, args: string[], options: RunOptions) => runScript(script, args, options))
}

function addShow(program: Command): void {
  withStoreOptions(program.command('show')).description('show one session: metadata, results, notes, a plot')
    .argument('<id>', 'id of the session, or the beginning of it')
    .option('--json', json)
    .option('--plot', 'plot also where standard output is no terminal, and from all rows').option('--no-plot', 'do not plot')
    .addHelpText('after', examples('lab show 3f2a', 'lab show 3f2a --json'))
    .action((id: string, options: ShowOptions) => showSession(id, options))
}

function addBench(program: Command): void {
  const bench = program.command('bench').description('work with bench files')
  bench.command('check').description('check a bench file and the drivers it names; opens nothing')
    .argument('<file>').option('--json', json)
    .addHelpText('after', examples('lab bench check bench.yaml'))
    .action((file: string, options: { json?: boolean }) => benchCheck(file, options))
}

function addIdn(program: Command): void {
  program.command('idn').description('ask an instrument who it is')
    .argument('<resource>', 'VISA resource name')
    .addOption(new Option('--timeout <ms>', 'longest wait, in milliseconds').default(5000).argParser(milliseconds))
    .option('--json', json)
    .addHelpText('after', examples('lab idn TCPIP::192.168.1.20::5025::SOCKET'))
    .action((resource: string, options: IdnOptions) => idn(resource, options))
}

function addDiscover(program: Command): void {
  program.command('discover').description('list the instruments that can be reached')
    .addOption(new Option('--timeout <ms>', 'how long to search, in milliseconds').default(3000).argParser(milliseconds))
    .option('--transport <name>', 'search on this transport only; repeatable', repeated)
    .option('--json', json)
    .addHelpText('after', examples('lab discover', 'lab discover --timeout 10000', 'lab discover --transport lxi --json'))
    .action((options: DiscoverOptions) => discover(options))
}

function addUsb(program: Command): void {
  program.command('usb').description('show the USB instruments on the bus, who has them, and what is missing to use them')
    .option('--watch', 'print what is plugged in and unplugged, until Ctrl-C')
    .addOption(new Option('--timeout <ms>', 'end --watch after so many milliseconds').argParser(milliseconds))
    .option('--json', `${json}; with --watch, one line for each change`)
    .addHelpText('after', examples('lab usb', 'lab usb --json', 'lab usb --watch'))
    .action((options: UsbCommandOptions) => showUsb(options))
}

function addVisa(program: Command): void {
  program.command('visa').description('show which VISA library is used, and what it finds')
    .option('--library <path>', 'use this library; LAB_VISA_LIBRARY or the usual places when absent')
    .addOption(new Option('--timeout <ms>', 'longest wait, in milliseconds').default(10000).argParser(milliseconds))
    .option('--json', json)
    .addHelpText('after', examples('lab visa', 'lab visa --library /opt/visa/libvisa.so --json'))
    .action((options: VisaCommandOptions) => showVisa(options))
}

function milliseconds(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Expected milliseconds above 0.')
  return value
}
