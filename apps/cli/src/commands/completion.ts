import type { Command } from 'commander'
import { UsageError } from '../command-error.ts'
import { printLine } from '../output.ts'

/** Prints a script that completes commands and options: `source <(lab completion bash)`. */
export function completion(shell: string, program: Command): void {
  const words = completionWords(program)
  if (shell === 'bash') return printLine(bashScript(words))
  if (shell === 'zsh') return printLine(`autoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`)
  throw new UsageError(`There is no completion for '${shell}'.`, 'Use bash or zsh.')
}

/** What may follow each command, by its name. */
function completionWords(program: Command): Record<string, string[]> {
  const words: Record<string, string[]> = { lab: [...program.commands.map((command) => command.name()), '--help', '--version'] }
  for (const command of program.commands) {
    const below = command.commands.map((inner) => inner.name())
    words[command.name()] = [...below, ...command.options.map((option) => option.long ?? option.flags), '--help']
  }
  return words
}

function bashScript({ lab = [], ...commands }: Record<string, string[]>): string {
  const cases = Object.entries(commands).map(([name, words]) => `    ${name}) words='${words.join(' ')}' ;;`)
  return `_lab() {
  local words='${lab.join(' ')}' current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words='${lab.join(' ')}'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _lab lab`
}
