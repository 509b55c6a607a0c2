import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { fileSystemOf, warnOfNetworkDrive } from '../src/network-drive.ts'
import { opened } from './support/events.ts'
import { newStore, temporaryFolder } from './support/fixture.ts'

const mounts = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 0:40 / /mnt/lab rw,relatime shared:2 - nfs4 server:/lab rw,vers=4.2
41 22 0:41 / /mnt/lab/local rw - ext4 /dev/vdb rw
42 22 0:42 / /mnt/with\\040space rw master:3 shared:4 - cifs //server/x rw
43 22 0:43 / /mnt/twice rw - 9p host rw
44 22 0:44 / /mnt/twice rw - tmpfs tmpfs rw
45 22 0:45 / /mnt/ssh rw - fuse.sshfs a:b rw
`

describe('the file system of a path', () => {
  it.each([
    ['/data/a.sqlite', 'ext4'], ['/mnt/lab/a.sqlite', 'nfs4'], ['/mnt/laboratory/a.sqlite', 'ext4'], ['/mnt/lab/local/a.sqlite', 'ext4'],
    ['/mnt/with space/a', 'cifs'], ['/mnt/twice/a', 'tmpfs'], ['/mnt/ssh/b/c', 'fuse.sshfs'],
  ])('of %s is %s', (path, type) => {
    expect(fileSystemOf(path, mounts)).toBe(type)
  })
  it('is not known without mounts', () => {
    expect(fileSystemOf('/data/a', '')).toBeUndefined()
  })
})

describe.skipIf(process.platform !== 'linux')('a store on a network drive', () => {
  it('is warned of, with what to do', async () => {
    const folder = temporaryFolder()
    const warned = once(process, 'warning')
    warnOfNetworkDrive(`${folder}/a.sqlite`, `1 0 0:1 / / rw - ext4 /dev/vda rw\n2 1 0:2 / ${folder} rw - nfs4 s:/ rw\n`)
    const [warning]: unknown[] = await warned
    expect(warning).toMatchObject({
      name: 'LabStoreWarning', code: 'LAB_STORE_NETWORK_DRIVE', message: `${folder}/a.sqlite is on a network drive (nfs4).`,
      detail: expect.stringContaining('backup()'),
    })
  })

  it('is none on this disk: nobody is warned', async () => {
    const warnings: unknown[] = []
    const listener = (warning: Error): void => { if (warning.name === 'LabStoreWarning') warnings.push(warning) }
    process.on('warning', listener)
    const { store } = newStore()
    await (await store.create(opened())).close()
    process.off('warning', listener)
    expect(warnings).toEqual([])
  })
})
