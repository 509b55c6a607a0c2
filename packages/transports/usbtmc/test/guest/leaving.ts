/** Programs that end with a connection open, and after they have closed it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, it } from 'node:test'
import { DeviceProcess, type Plugged } from './plugged.ts'

const program = (end: string): string => `
  import { parseResourceName } from '@lab/core'
  import { usbtmc } from '@lab/transport-usbtmc'
  const connection = await usbtmc().connect(parseResourceName(process.argv[1]))
  await connection.write(Buffer.from('*IDN?\\n'))
  console.log(Buffer.from((await connection.read({ timeoutMs: 20_000 })).data).toString().trim())
  ${end}`

void describe('a program that uses a USB instrument', () => {
  const devices = new DeviceProcess()
  let plugged: Plugged

  before(async () => { plugged = await devices.plugIn('LEAVING') })
  after(async () => {
    await plugged[Symbol.asyncDispose]()
    await devices[Symbol.asyncDispose]()
  })

  for (const [what, end, code] of [
    ['ends by itself once the connection is closed', 'await connection.close()', 0],
    ['ends at once with its own code where the connection is open', 'process.exit(7)', 7],
    ['ends with an error that nobody caught, while a read waits', `
      connection.read().catch(() => undefined)
      setTimeout(() => { throw new Error('expected') }, 100)`, 1],
  ] as const) {
    void it(what, { timeout: 120_000 }, async () => {
      const argv = ['--input-type=module', '-e', program(end), plugged.resource]
      const child = spawn(process.execPath, argv, { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', end.includes('throw') ? 'ignore' : 'inherit'] })
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text })
      assert.deepEqual(await once(child, 'close'), [code, null])
      assert.equal(said.trim(), 'LAB,CONTRACT,1,1.0')
    })
  }
})
