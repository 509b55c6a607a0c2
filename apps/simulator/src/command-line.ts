import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { parsePortArgument } from './port-choice.ts'
import type { ServeBenchOptions } from './serve-bench.ts'

/** What the command line asks for. */
export interface SimulatorArguments extends ServeBenchOptions {
  /** Output as JSON lines. */
  readonly json: boolean
  /** End when standard input does. */
  readonly exitWithStdin: boolean
}

interface ParsedOptions {
  readonly host: string
  readonly port: ReadonlyMap<string, number>
  readonly freePorts: boolean
  readonly trace?: string
  readonly json: boolean
  readonly exitWithStdin: boolean
}

const helpEnd = `
Prints one line per instrument, 'psu TCPIP0::127.0.0.1::5025::SOCKET', then 'ready'; with --json one object per line:
{"instrument":"psu","resource":"TCPIP0::127.0.0.1::5025::SOCKET"}, then {"ready":true}.
Ends on SIGINT (Ctrl-C) and SIGTERM with exit code 0.

Examples:
  lab-simulator bench.yaml                     on the ports of the bench file
  lab-simulator bench.yaml --free-ports        beside another simulator
  lab-simulator bench.yaml --port dmm=5026 --trace messages.jsonl`

function collectPort(text: string, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  try {
    return new Map([...before, parsePortArgument(text)])
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

function makeCommand(): Command {
  return new Command('lab-simulator')
    .description('Serves a simulated bench: every instrument of a bench file on a raw SCPI socket, joined by the circuit in it.')
    .argument('<bench>', 'bench file (bench.yaml)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <alias=number>', "port of one instrument in place of the bench file's; 0 = a free one; repeatable",
      collectPort, new Map<string, number>())
    .option('--free-ports', 'free ports for all instruments without --port', false)
    .option('--trace <file>', 'write every received and sent piece of bytes, one JSON line each')
    .option('--json', 'print JSON lines', false)
    .option('--exit-with-stdin', 'end when standard input is closed, so that no parent process leaves it behind', false)
    .addHelpText('after', helpEnd)
    .showHelpAfterError("(see 'lab-simulator --help')")
}

/** The arguments, or the exit code where there is nothing more to do: 0 after help, 2 after a mistake. */
export function parseCommandLine(argv: readonly string[]): SimulatorArguments | { readonly exitCode: number } {
  const command = makeCommand().exitOverride()
  try {
    command.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 }
    throw error
  }
  const { host, port, freePorts, trace, json, exitWithStdin } = command.opts<ParsedOptions>()
  return { file: command.args[0] ?? '', host, ports: { chosen: port, free: freePorts }, trace, json, exitWithStdin }
}
