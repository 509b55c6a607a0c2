import { describe, expect, it } from 'vitest'
import { benchJsonSchema } from '../src/index.ts'

describe('bench.schema.json', () => {
  it('is what the code checks by; `vitest -u` writes it anew', async () => {
    await expect(`${JSON.stringify(benchJsonSchema(), null, 2)}\n`).toMatchFileSnapshot('../schema/bench.schema.json')
  })

  it('knows every key of a bench file and no other', () => {
    expect(benchJsonSchema()).toMatchObject({
      type: 'object', additionalProperties: false, required: ['name', 'instruments'],
      properties: {
        instruments: { additionalProperties: { additionalProperties: false, required: ['driver'] } },
        experiment: { additionalProperties: {} },
        simulation: { properties: { circuit: { items: { oneOf: [{ required: ['connect'] }, {}, {}, {}, {}, {}] } } } },
      },
    })
  })

  it('describes every key that needs more than its name', () => {
    expect(JSON.stringify(benchJsonSchema())).toContain('Serial number that must answer.')
  })
})
