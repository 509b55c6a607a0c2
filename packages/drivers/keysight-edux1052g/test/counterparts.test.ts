import { waveformValues } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { openG, withSine } from './opened-scope.ts'

const program = `
import json, sys
import numpy as np
given = json.loads(sys.stdin.read())
codes = np.frombuffer(bytes.fromhex(given['bytes']), dtype='<u2')
print(json.dumps(((codes - float(given['origin'])) * given['scale'] + given['offset']).tolist()))
`

describe.skipIf(lacksPython('numpy'))('a waveform', () => {
  it('has the values that numpy makes of the same bytes', async () => {
    await using fixture = await openG()
    await withSine(fixture.scope)
    await fixture.scope.digitize()
    const wave = await fixture.scope.channel(1).fetchWaveform({ record: 'raw' })
    const { scale, origin, offset } = wave
    const bytes = Buffer.from(wave.raw.buffer, wave.raw.byteOffset, wave.raw.byteLength).toString('hex')
    const theirs: unknown = JSON.parse(runPython(program, { input: JSON.stringify({ bytes, scale, origin, offset }) }))
    expect(theirs).toEqual([...waveformValues(wave)])
  })
})
