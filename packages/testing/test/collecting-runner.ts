import type { ContractRunner } from '../src/index.ts'

interface Collected {
  readonly fact: string
  readonly body: () => Promise<void>
}

/** Runs a contract and gives back the facts that failed, each with its message. */
export async function failuresOf(contract: (runner: ContractRunner) => void): Promise<Map<string, string>> {
  const tests: Collected[] = []
  contract({
    describe: (_, body) => body(),
    it: (fact, body) => tests.push({ fact, body }),
  })
  const outcomes = await Promise.all(tests.map(async ({ fact, body }) => [fact, await messageOf(body)] as const))
  return new Map(outcomes.flatMap(([fact, message]) => message === undefined ? [] : [[fact, message]]))
}

async function messageOf(body: () => Promise<void>): Promise<string | undefined> {
  try {
    await body()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
