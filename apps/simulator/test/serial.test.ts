import { execFile } from 'node:child_process'
import { closeSync, constants, existsSync, openSync, readdirSync, readSync, writeSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { openInstrument } from '@lab/bench'
import { parseResourceName } from '@lab/core'
import { lacksPython, python } from '@lab/counterparts'
import { edu36311a } from '@lab/driver-keysight-edu36311a'
import { serial } from '@lab/transport-serial'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { benchFolder, serveBenchFile } from './served-bench.ts'
import { SimulatorProcess } from './simulator-process.ts'

const run = promisify(execFile)

/** Opens a terminal as a simple program does: without settings, without flushing. */
function open(file: string) {
  const descriptor = openSync(file, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  const buffer = Buffer.alloc(65536)
  const read = (): string => {
    try {
      return buffer.toString('latin1', 0, readSync(descriptor, buffer))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return ''
      throw error
    }
  }
  return {
    write: (text: string): void => void writeSync(descriptor, text, undefined, 'latin1'),
    /** Whole lines: what has come when the last byte is an LF. */
    lines: async (mostMs = 5000): Promise<string> => {
      let text = ''
      for (const end = Date.now() + mostMs; !text.endsWith('\n'); text += read()) {
        if (Date.now() > end) throw new Error(`no line within ${mostMs} ms`)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
      return text
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  }
}

type Bench = Awaited<ReturnType<typeof serveBenchFile>>

function terminalOf(bench: Bench, alias: string): string {
  return bench.wire(alias, 'serial').resource?.replace(/^ASRL|::INSTR$/g, '') ?? ''
}

/** Processes of this computer that hold a pseudo-terminal for this simulator. */
function helpersOf(bench: Bench): readonly string[] {
  const { pid } = bench.simulator.child
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => childrenOf(path.join(`/proc/${pid}/task`, task, 'children')))
}

function childrenOf(file: string): readonly string[] {
  const descriptor = openSync(file, 'r')
  const buffer = Buffer.alloc(4096)
  const text = buffer.toString('latin1', 0, readSync(descriptor, buffer))
  closeSync(descriptor)
  return text.split(' ').filter((pid) => pid !== '')
}

async function untilGone(file: string): Promise<void> {
  for (let tries = 0; existsSync(file); tries += 1) {
    if (tries > 500) throw new Error(`${file} is still there`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

// What stands for the far end is a Python program; without it there is nothing to test.
describe.skipIf(process.platform !== 'linux' || lacksPython('termios'))('a simulated bench with --serial', () => {
  it('prints a pseudo-terminal for each instrument', async () => {
    const bench = await serveBenchFile(['--serial'])
    for (const alias of ['psu', 'dmm']) {
      expect(bench.wire(alias, 'serial').resource).toMatch(/^ASRL\/dev\/pts\/\d+::INSTR$/)
      expect(existsSync(terminalOf(bench, alias))).toBe(true)
    }
    expect(terminalOf(bench, 'psu')).not.toBe(terminalOf(bench, 'dmm'))
  })

  it('has none unless it is asked for them', async () => {
    const bench = await serveBenchFile([])
    expect(bench.wiresOf('psu').map(({ wire }) => wire)).not.toContain('serial')
    expect(helpersOf(bench)).toEqual([])
  })

  it('answers a program that sets nothing, one after the other', async () => {
    const bench = await serveBenchFile(['--serial'])
    for (let time = 0; time < 5; time += 1) {
      using terminal = open(terminalOf(bench, 'psu'))
      terminal.write('*IDN?\n')
      expect(await terminal.lines()).toMatch(/^Keysight Technologies,EDU36311A,CN00000001,.*\n$/)
    }
  })

  it('is the same instrument as on its other wires', async () => {
    const bench = await serveBenchFile(['--serial', '--trace', 'trace.jsonl'])
    using terminal = open(terminalOf(bench, 'psu'))
    terminal.write('VOLT 4,(@1)\r\nVOLT? (@1)\r\n')
    expect(Number(await terminal.lines())).toBe(4)
    expect(bench.simulator.stderr).toBe('')
  })

  it('takes bytes of every value both ways and neither echoes nor translates them', async () => {
    const bench = await serveBenchFile(['--serial'])
    using terminal = open(terminalOf(bench, 'psu'))
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, value) => value)).replace('\n', '')
    terminal.write(`${bytes}\n`)
    terminal.write('SYST:ERR?;*IDN?\n')
    expect(await terminal.lines()).toMatch(/^-1\d\d,".*";Keysight/)
  })

  it('loses no answer of thousands', async () => {
    const bench = await serveBenchFile(['--serial'])
    using terminal = open(terminalOf(bench, 'psu'))
    const [count, batch] = [4000, 20]
    for (let done = 0; done < count; done += batch) {
      terminal.write('*OPC?;*IDN?\n'.repeat(batch))
      let lines = 0
      while (lines < batch) lines += (await terminal.lines()).split('\n').length - 1
      expect(lines).toBe(batch)
    }
  })

  it('ends its answers with CR LF where that was asked for', async () => {
    const bench = await serveBenchFile(['--serial', '--serial-terminator', 'crlf'])
    using terminal = open(terminalOf(bench, 'dmm'))
    terminal.write('*OPC?\r\n')
    expect(await terminal.lines()).toBe('1\r\n')
  })

  it('forgets half a command and unread answers when its client has gone', async () => {
    const bench = await serveBenchFile(['--serial'])
    {
      using terminal = open(terminalOf(bench, 'psu'))
      terminal.write('*IDN?\n*IDN?\n')
      await terminal.lines()
      terminal.write('VOLT 3')
    }
    // That the client has gone is seen at once, but not before the next one may have come.
    await expect.poll(async () => {
      using terminal = open(terminalOf(bench, 'psu'))
      terminal.write('*OPC?\n')
      return await terminal.lines(200)
    }, { timeout: 5000 }).toBe('1\n')
  })

  it.skipIf(lacksPython('serial'))('is a serial port to pyserial', async () => {
    const bench = await serveBenchFile(['--serial'])
    const program = `
import serial, sys
for baud in (9600, 115200):
    with serial.Serial(sys.argv[1], baud, timeout=5) as port:
        port.write(b'*IDN?\\n')
        print(port.readline().decode().strip())
        port.write(b'*IDN?\\n')
`
    const { stdout } = await run(python, ['-c', program, terminalOf(bench, 'dmm')])
    expect(stdout.trim().split('\n').map((line) => line.split(',')[2])).toEqual(['MY00000002', 'MY00000002'])
  })

  it('is an instrument to the transport serial, opened again and again', async () => {
    const bench = await serveBenchFile(['--serial'])
    const resource = parseResourceName(bench.wire('dmm', 'serial').resource ?? '')
    for (let time = 0; time < 3; time += 1) {
      await using connection = await serial().connect(resource)
      await connection.write(Buffer.from('*IDN?\n'))
      expect(Buffer.from((await connection.read({ timeoutMs: 5000 })).data).toString()).toContain('EDU34450A,MY00000002')
    }
  })

  it('is a power supply to its driver, opened by name as in a bench file', async () => {
    const bench = await serveBenchFile(['--serial'])
    await using psu = await openInstrument(edu36311a, { resource: bench.wire('psu', 'serial').resource ?? '', alias: 'psu' })
    const channel = psu.channel(1)
    await channel.set({ voltage: 3.3, currentLimit: 0.2 })
    await channel.on()
    expect((await channel.measureVoltage()).value).toBeCloseTo(3.3, 2)
    await psu.allOff()
    expect((await channel.measureVoltage()).value).toBeCloseTo(0, 2)
    await expect(channel.set({ voltage: 100 })).rejects.toMatchObject({ code: 'LAB_SETTING' })
  })

  it('takes the terminals away when it ends, and leaves no process', async () => {
    const bench = await serveBenchFile(['--serial'])
    const helpers = helpersOf(bench)
    expect(helpers).toHaveLength(2)
    using terminal = open(terminalOf(bench, 'psu'))
    terminal.write('*OPC?\n')
    expect(await terminal.lines()).toBe('1\n')
    expect(await bench.simulator.end('SIGINT')).toBe(0)
    for (const pid of helpers) expect(existsSync(`/proc/${pid}`)).toBe(false)
    expect(bench.simulator.stderr).toBe('')
  })

  it('leaves no process when it is killed', async () => {
    const bench = await serveBenchFile(['--serial'])
    const helpers = helpersOf(bench)
    await bench.simulator.kill()
    expect(helpers).toHaveLength(2)
    for (const pid of helpers) await untilGone(`/proc/${pid}`)
  })
})

describe('--serial without Python', () => {
  it('says what to install, and nothing else needs it', async () => {
    const folder = benchFolder()
    vi.stubEnv('PATH', folder)
    onTestFinished(() => void vi.unstubAllEnvs())
    const simulator = new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--serial')
    expect(await simulator.exited).toBe(1)
    expect(simulator.stderr).toContain('A pseudo-terminal cannot be opened with python3')
    expect(simulator.stderr).toContain('apt install python3')
    const without = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--no-mdns').ready()
    expect(await without.end('SIGTERM')).toBe(0)
  })
})
