import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lab, labFolder } from './run-lab.ts'

/** A bench file whose driver is a package installed beside it. */
async function benchFolder(bench: string): Promise<string> {
  const folder = await labFolder(bench)
  const target = path.join(folder, 'node_modules/lab-driver-acme-f1')
  await mkdir(target, { recursive: true })
  await writeFile(path.join(target, 'package.json'), JSON.stringify({
    name: 'lab-driver-acme-f1', type: 'module', exports: './index.js',
    lab: { drivers: { 'acme/F1': { module: '.', export: 'fake' } } },
  }))
  await writeFile(path.join(target, 'index.js'), `
    export const fake = {
      name: 'acme/F1', models: ['F1'], channels: [1, 2], limitable: { voltage: 'V', current: 'A' }, open() {},
    }`)
  return folder
}

const bench = `name: LDO bench
instruments:
  psu:
    driver: acme/F1
    resource: TCPIP::192.168.1.20::5025::SOCKET
    limits: { 1: { voltage: { max: 5 } }, '*': { current: { min: 0, max: 1 } } }
  dmm: { driver: acme/F1, simulate: true }
store: { type: sqlite, path: data.sqlite }
`

describe('lab bench check', () => {
  it('shows what a bench file without mistakes says', async () => {
    const folder = await benchFolder(bench)
    const { code, stdout } = await lab(folder, ['bench', 'check', 'bench.yaml'])
    expect(stdout).toBe(`ok ${folder}/bench.yaml: LDO bench
  alias  driver   resource                            limits
  psu    acme/F1  TCPIP0::192.168.1.20::5025::SOCKET  1: voltage ≤ 5 V; *: current 0 … 1 A
  dmm    acme/F1  simulated
  store: sqlite ${folder}/data.sqlite
`)
    expect(code).toBe(0)
  })

  it('gives the same as JSON', async () => {
    const folder = await benchFolder(bench)
    const checked: unknown = JSON.parse((await lab(folder, ['bench', 'check', 'bench.yaml', '--json'])).stdout)
    expect(checked).toMatchObject({
      ok: true, name: 'LDO bench',
      instruments: [{ alias: 'psu', resource: 'TCPIP0::192.168.1.20::5025::SOCKET' }, { simulate: true }],
    })
  })

  it('names file, line, column and nearest name of every mistake', async () => {
    const folder = await benchFolder(bench.replace('voltage:', 'votlage:').replace("'*'", '7'))
    const { code, stderr } = await lab(folder, ['bench', 'check', 'bench.yaml'])
    expect(stderr).toContain('error: bench.yaml has 2 mistakes:\n')
    expect(stderr).toContain(
      "  bench.yaml:6:20: instruments.psu.limits.1.votlage: acme/F1 cannot limit 'votlage'; it can limit voltage, current. Did you mean 'voltage'?\n",
    )
    expect(stderr).toContain('  bench.yaml:6:43: instruments.psu.limits.7: acme/F1 has no channel 7; it has channels 1, 2')
    expect(stderr).toContain(' code: LAB_BENCH_FILE\n')
    expect(code).toBe(1)
  })

  it('says how to install a driver', async () => {
    const folder = await benchFolder(bench.replace('acme/F1', 'rigol/DP832'))
    const { stderr } = await lab(folder, ['bench', 'check', 'bench.yaml'])
    expect(stderr).toContain("The driver 'rigol/DP832' is not installed.")
    expect(stderr).toContain(' hint: Install it: npm install @lab/driver-rigol-dp832')
    expect(stderr).toContain(' code: LAB_PACKAGE_MISSING\n')
  })

  it('says that there is no such file', async () => {
    const { code, stderr } = await lab(await labFolder(''), ['bench', 'check', 'bench.yaml'])
    expect(stderr).toContain('error: bench.yaml: There is no such bench file.\n')
    expect(code).toBe(1)
  })
})

/** An instrument on a free port that answers every line with this text. */
async function instrument(reply: string): Promise<string> {
  const server = createServer((socket) => socket.on('data', () => void socket.write(reply)).on('error', () => undefined))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())))
  return `TCPIP::127.0.0.1::${(server.address() as AddressInfo).port}::SOCKET`
}

describe('lab idn', () => {
  it('prints who answers', async () => {
    const resource = await instrument('Keysight Technologies,EDU34450A,CN1,1.0\n')
    const { code, stdout } = await lab(await labFolder(), ['idn', resource])
    expect(stdout).toBe('Keysight Technologies,EDU34450A,CN1,1.0\n')
    expect(code).toBe(0)
  })

  it('prints its fields as JSON', async () => {
    const resource = await instrument('Keysight Technologies, EDU34450A ,CN1,1.0,B\n')
    expect(JSON.parse((await lab(await labFolder(), ['idn', resource, '--json'])).stdout)).toMatchObject({
      manufacturer: 'Keysight Technologies', model: 'EDU34450A', serial: 'CN1', firmware: '1.0,B',
    })
  })

  it('says so when nothing answers in time', async () => {
    const resource = await instrument('')
    const { code, stderr } = await lab(await labFolder(), ['idn', resource, '--timeout', '200'])
    expect(stderr).toContain(' code: LAB_TIMEOUT\n')
    expect(code).toBe(1)
  })

  it('says so when the connection is refused', async () => {
    const { code, stderr } = await lab(await labFolder(), ['idn', 'TCPIP::127.0.0.1::1::SOCKET'])
    expect(stderr).toContain('127.0.0.1:1 refused the connection.')
    expect(stderr).toContain(' code: LAB_CONNECTION_REFUSED\n')
    expect(code).toBe(1)
  })

  it('explains a resource name that cannot be understood', async () => {
    const { code, stderr } = await lab(await labFolder(), ['idn', 'COM3'])
    expect(stderr).toContain("error: Resource name 'COM3': it starts with none of TCPIP, USB, ASRL, GPIB, PXI, VXI, GPIB-VXI, SIM.")
    expect(stderr).toContain(' code: LAB_RESOURCE_NAME\n')
    expect(code).toBe(1)
  })

  it('says so when a USB instrument is not plugged in', async () => {
    const { code, stderr } = await lab(await labFolder(), ['idn', 'USB::0x2A8D::0x8F01::CN1::INSTR'])
    expect(stderr).toContain('error: USB0::0x2A8D::0x8F01::CN1::INSTR is not plugged in.')
    expect(stderr).toMatch(/ hint: (No USBTMC device is on the bus|On the bus: )/)
    expect(code).toBe(1)
  })
})
