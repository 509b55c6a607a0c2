import { describe, expect, it } from 'vitest'
import { SettingError, type ReadOptions } from '../src/index.ts'
import { operationProblem, readProblem } from '../src/transport/index.ts'

describe('a read request', () => {
  it.for<[ReadOptions, string]>([
    [{ maxBytes: 0 }, 'maxBytes of a read is 0'],
    [{ maxBytes: 1.5 }, 'maxBytes of a read is 1.5'],
    [{ maxBytes: Number.NaN }, 'maxBytes of a read is NaN'],
    [{ into: new Uint8Array(0) }, 'no room'],
    [{ terminationCharacter: 256 }, 'terminationCharacter is 256'],
    [{ terminationCharacter: -1 }, 'terminationCharacter is -1'],
    [{ timeoutMs: -1 }, 'timeoutMs is -1'],
  ])('is refused when it cannot be met: %o', ([request, message]) => {
    const problem = readProblem(request)
    expect(problem).toBeInstanceOf(SettingError)
    expect(problem?.message).toContain(message)
  })

  it('is taken when it can', () => {
    expect(readProblem(undefined)).toBeUndefined()
    expect(readProblem({ maxBytes: 1, into: new Uint8Array(1), terminationCharacter: 0 })).toBeUndefined()
  })
})

describe('the options of an operation', () => {
  it('are refused with a time-out that is none', () => {
    for (const timeoutMs of [-1, Number.NaN]) expect(operationProblem({ timeoutMs })?.message).toContain(`timeoutMs is ${timeoutMs}`)
  })

  it('are taken with any other, or none', () => {
    for (const timeoutMs of [0, 0.5, Infinity]) expect(operationProblem({ timeoutMs })).toBeUndefined()
    expect(operationProblem({})).toBeUndefined()
    expect(operationProblem(undefined)).toBeUndefined()
  })
})
