import type { Connection } from '@lab/core'
import { servedContract } from '@lab/testing'
import { UsbtmcConnection } from '../../src/connection.ts'
import type { UsbDeviceOptions } from '../../src/device/index.ts'
import { quirksOf, type Quirks } from '../../src/quirks.ts'
import { MemoryPort } from './memory-port.ts'
import { identity, resource } from './memory-rig.ts'

export interface Opened extends AsyncDisposable {
  readonly port: MemoryPort
  readonly connection: UsbtmcConnection
}

/** A connection in memory to a contract instrument. */
export async function opened(options: Partial<UsbDeviceOptions> = {}, quirks: Partial<Quirks> = {}): Promise<Opened> {
  const port = new MemoryPort({ instrument: servedContract(), identity, ...options })
  const connection = await UsbtmcConnection.open({ resource, port, quirks: { ...quirksOf(0x2a8d, 0x8f01), ...quirks } })
  return {
    port,
    connection,
    [Symbol.asyncDispose]: async () => {
      port.faults.clear()
      await connection.close()
    },
  }
}

export const text = (message: string): Uint8Array => new TextEncoder().encode(`${message}\n`)
export const patience = { timeoutMs: 3000 }

/** The whole answer to a query, without its LF. */
export async function query(connection: Connection, message: string): Promise<string> {
  await connection.write(text(message), patience)
  let answer = ''
  for (;;) {
    const { data, end } = await connection.read(patience)
    answer += new TextDecoder().decode(data)
    if (end === 'end') return answer.trimEnd()
  }
}
