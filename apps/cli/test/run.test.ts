import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { lab, labFolder, script, startLab } from './run-lab.ts'
import { toldBy } from './told.ts'

/** The one line of JSON among what the script prints. */
function jsonLine(stdout: string): string {
  return stdout.split('\n').find((line) => line.startsWith('{')) ?? ''
}

describe('lab run', () => {
  it('runs a script with its arguments, and tells session, outcome, points and where the data is', async () => {
    const folder = await labFolder()
    const { code, stdout, stderr } = await lab(folder, ['run', script('two'), 'one', '--', '--two'])
    expect(stdout).toBe('arguments: one --two\n')
    expect(toldBy(stderr).progress.at(-1)).toBe('2/2')
    expect(toldBy(stderr).lines).toEqual([
      expect.stringMatching(/^Session [0-9a-f-]{36} 'Two' completed: 2 points$/), '  stored in data.sqlite',
      expect.stringMatching(/^ {2}look at it: lab show [0-9a-f]{8} --store data\.sqlite$/), '',
    ])
    expect(code).toBe(0)
  })

  it('prints a line of JSON for each session with --json', async () => {
    const folder = await labFolder()
    const { stdout, stderr } = await lab(folder, ['run', script('two'), '--json'])
    expect(JSON.parse(jsonLine(stdout))).toEqual({
      sessionId: expect.any(String), name: 'Two', points: 2, outcome: 'completed', store: path.join(folder, 'data.sqlite'),
    })
    expect(toldBy(stderr).progress.at(-1)).toBe('2/2')
    expect(toldBy(stderr).lines).toEqual([''])
  })

  it('takes options before and after the script, and hands them to openBench', async () => {
    const folder = await labFolder('')
    await writeFile(path.join(folder, 'other.yaml'), 'name: Other\ninstruments: {}\nstore: { type: sqlite, path: a.sqlite }\n')
    const { stdout, code } = await lab(folder, ['run', '--bench', 'other.yaml', script('two'), '--store', 'b.sqlite', '--json'])
    expect(JSON.parse(jsonLine(stdout))).toMatchObject({ store: path.join(folder, 'b.sqlite') })
    expect(code).toBe(0)
  })

  it('names the line of a script that throws, with hint and code', async () => {
    const { code, stderr } = await lab(await labFolder(), ['run', script('throws')])
    expect(stderr).toBe(`error: The DUT is not there.\n   at: ${script('throws')}:4:9\n hint: Put it in.\n code: LAB_SETTING\n`)
    expect(code).toBe(1)
  })

  it('prints the stack too with LAB_DEBUG', async () => {
    const { stderr } = await lab(await labFolder(), ['run', script('throws')], { LAB_DEBUG: '1' })
    expect(stderr).toMatch(/\n {4}at measure \(file:/)
  })

  it('says what to do where the package.json beside a script makes it CommonJS', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'package.json'), '{ "type": "commonjs" }')
    await writeFile(path.join(folder, 'script.ts'), "import '@lab/core'\n")
    const { code, stderr } = await lab(folder, ['run', 'script.ts'])
    expect(stderr).toContain('npm pkg set type=module')
    expect(code).toBe(1)
  })

  it('says that there is no such script', async () => {
    const folder = await labFolder()
    const { code, stderr } = await lab(folder, ['run', 'none.ts'])
    expect(stderr).toBe(
      `error: There is no script ${path.join(folder, 'none.ts')}.\n hint: Give the path of a .ts, .js or .mjs file.\n`,
    )
    expect(code).toBe(1)
  })

  it('names the mistake in the syntax of a script', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'broken.mjs'), 'const a = 1\nconst = 2\n')
    const { code, stderr } = await lab(folder, ['run', 'broken.mjs'])
    expect(stderr).toContain(`   at: ${path.join(folder, 'broken.mjs')}:2\n`)
    expect(stderr).toContain('error: SyntaxError: ')
    expect(code).toBe(1)
  })

  it('names the line of a mistake in TypeScript', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'broken.ts'), 'const a: number = 1\nconst b: = 2\n')
    const { stderr } = await lab(folder, ['run', 'broken.ts'])
    expect(stderr).toContain(`   at: ${path.join(folder, 'broken.ts')}:2\n`)
  })

  it('names the line of a mistake in a file that the script imports', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'inner.mjs'), "\nimport { nothing } from './other.mjs'\n")
    await writeFile(path.join(folder, 'other.mjs'), 'export const something = 1\n')
    await writeFile(path.join(folder, 'script.mjs'), "import './inner.mjs'\n")
    const { stderr } = await lab(folder, ['run', 'script.mjs'])
    expect(stderr).toContain("does not provide an export named 'nothing'")
    expect(stderr).toContain(`   at: ${path.join(folder, 'inner.mjs')}:2\n`)
  })

  it('names the line that an engine keeps to itself, without a warning of its own', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'twice.ts'), 'const a: number = 1\nconst b = 2\nconst a = 3\nexport {}\n')
    const { stderr } = await lab(folder, ['run', 'twice.ts'])
    expect(stderr).toBe(
      `error: SyntaxError: Identifier 'a' has already been declared\n   at: ${path.join(folder, 'twice.ts')}:3\n`,
    )
  })

  it('says what to do about an import that is not installed', async () => {
    const folder = await labFolder()
    await writeFile(path.join(folder, 'script.mjs'), "import 'not-installed-anywhere'\n")
    const { stderr } = await lab(folder, ['run', 'script.mjs'])
    expect(stderr).toContain("Cannot find package 'not-installed-anywhere'")
    expect(stderr).toContain(' hint: Install what the script imports, in the folder of the script.\n')
  })

  it('fails for a script that waits for what never comes', async () => {
    const { code, stderr } = await lab(await labFolder(), ['run', script('waits-for-ever')])
    expect(stderr).toContain('waits-for-ever.ts ended while it was still waiting: what it awaits can no longer happen.')
    expect(stderr).not.toContain('Warning')
    expect(code).toBe(1)
  })

  it('reports the mistakes of the bench file that a script opens', async () => {
    const folder = await labFolder('name: b\ninstrumnets: {}\n')
    const { code, stderr } = await lab(folder, ['run', script('two')])
    expect(stderr).toContain("bench.yaml:2:1: the file has an unknown key 'instrumnets'. Did you mean 'instruments'?")
    expect(stderr).toMatch(/ {3}at: .*scripts\/two\.ts:4/)
    expect(stderr).toContain(' code: LAB_BENCH_FILE\n')
    expect(code).toBe(1)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s after the session was closed; its points are there', async (signal) => {
    const folder = await labFolder()
    const running = startLab(folder, ['run', script('long')])
    await running.said('measuring')
    running.child.kill(signal)
    const ended = await running.ended
    expect(ended.signal).toBe(signal)
    expect(ended.stderr).toMatch(/Session [0-9a-f-]{36} 'Long' aborted: \d+ points/)
    const [session]: unknown[] = JSON.parse((await lab(folder, ['sessions', '--json'])).stdout)
    expect(session).toMatchObject({ name: 'Long', status: 'aborted' })
  })
})
