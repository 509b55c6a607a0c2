import { execFileSync } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { commandSigner, fileSigner, openBench } from '../src/index.ts'
import { benchFile, rejection, temporaryFolder } from './bench-folder.ts'

const statement = new TextEncoder().encode('what is signed\n')

/** A key of openssl's and its public part. */
async function keys(): Promise<{ readonly folder: string; readonly key: string; readonly publicKey: string }> {
  const folder = await temporaryFolder()
  const [key, publicKey] = [path.join(folder, 'key.pem'), path.join(folder, 'public.pem')]
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key])
  execFileSync('openssl', ['pkey', '-in', key, '-pubout', '-out', publicKey])
  return { folder, key, publicKey }
}

describe('a signer', () => {
  it('signs with the key of a file as openssl does', async () => {
    const { key, publicKey } = await keys()
    const signer = await fileSigner(key)
    expect(signer.keyName).toBe('key.pem')
    expect(verify(null, statement, createPublicKey(await readFile(publicKey)), await signer.sign(statement))).toBe(true)
  })

  it('signs by a program that holds the key', async () => {
    const { folder, key, publicKey } = await keys()
    const program = path.join(folder, 'sign.mjs')
    await writeFile(program, `import { sign } from 'node:crypto'; import { readFileSync } from 'node:fs'
process.stdout.write(sign(null, readFileSync(0), readFileSync(process.argv[2])))`)
    const signer = await commandSigner({ command: [process.execPath, program, key], publicKey })
    const signature = await signer.sign(statement)
    expect(Buffer.from(signature)).toEqual(Buffer.from(await (await fileSigner(key)).sign(statement)))
    expect(signer.publicKey).toEqual((await fileSigner(key)).publicKey)
  })

  it('says what the program said when it fails', async () => {
    const { publicKey } = await keys()
    const program = (code: string): [string, ...string[]] => [process.execPath, '-e', code]
    const failing = await commandSigner({ command: program('console.error("no token"); process.exit(3)'), publicKey })
    await expect(failing.sign(statement)).rejects.toThrow('ended with code 3: no token')
    const short = await commandSigner({ command: program('console.log("x")'), publicKey })
    await expect(short.sign(statement)).rejects.toThrow('printed 2 bytes, not the 64 of a signature')
    const absent = await commandSigner({ command: ['/no/such/program'], publicKey })
    await expect(absent.sign(statement)).rejects.toThrow('does not start')
    const slow = await commandSigner({ command: program('setInterval(() => {}, 1000)'), publicKey, timeoutMs: 50 })
    await expect(slow.sign(statement)).rejects.toThrow('SIGTERM')
  })

  it('names the file that holds no key, or is not there', async () => {
    const { key, folder } = await keys()
    await expect(fileSigner(path.join(folder, 'none.pem'))).rejects.toThrow('none.pem cannot be read')
    await expect(commandSigner({ command: ['true'], publicKey: path.join(folder, 'none.pem') })).rejects.toThrow('none.pem cannot be read')
    await writeFile(path.join(folder, 'text.pem'), 'nothing')
    const error = await rejection(fileSigner(path.join(folder, 'text.pem')))
    expect(error).toBeInstanceOf(SettingError)
    expect(error.message).toContain('text.pem: The key is no PEM text')
    await expect(commandSigner({ command: ['true'], publicKey: path.join(folder, 'text.pem') })).rejects.toThrow('holds no Ed25519 public key')
    expect((await fileSigner(key, 'Station 4')).keyName).toBe('Station 4')
  })
})

describe('a bench with a signing key', () => {
  it('reads the key beside its file', async () => {
    const { key } = await keys()
    const file = await benchFile(`name: b\ninstruments: {}\nsigning: { key: ${key}, name: Station 4, everyMs: 1000 }\n`)
    await using bench = await openBench(file)
    expect(bench.signing).toMatchObject({ everyMs: 1000, signer: { keyName: 'Station 4' } })
    await using without = await openBench(await benchFile('name: b\ninstruments: {}\n'))
    expect(without.signing).toBeUndefined()
  })

  it('is refused where the key is missing, before anything is opened', async () => {
    await expect(openBench(await benchFile('name: b\ninstruments: {}\nsigning: { key: none.pem }\n'))).rejects.toThrow('none.pem cannot be read')
  })
})
