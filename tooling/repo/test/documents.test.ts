import { errorCodes } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { classesByCode, errorCatalogue, readClasses } from '../error-catalogue.ts'
import { checkedBlocks } from '../markdown-examples.ts'

describe('the error catalogue', () => {
  it('has a heading, the meaning, the remedy and the class for each code', () => {
    const text = errorCatalogue({ LAB_X: { meaning: 'It is so.', remedy: 'Do that.' } }, new Map([['LAB_X', 'XError']]))
    for (const part of ['## LAB_X', 'It is so.', 'Do that.', '`XError`']) expect(text).toContain(part)
  })

  it('finds the class through its body, a table of codes, or a call', () => {
    const text = `const table = { a: 'LAB_TABLE' }
      export class OwnError { constructor() { use('LAB_OWN') } }
      export class TableError { constructor(reason) { use(table[reason]) } }
      throw new CallError('text', { code: 'LAB_CALL' })`
    expect(Object.fromEntries(classesByCode([{ file: 'a.ts', text }]))).toEqual({
      LAB_OWN: 'OwnError', LAB_TABLE: 'TableError', LAB_CALL: 'CallError',
    })
  })

  it('knows the class of every code of the toolkit', () => {
    const classes = readClasses()
    expect(Object.keys(errorCodes).filter((code) => !classes.has(code))).toEqual([])
  })
})

describe('the examples of a document', () => {
  const markdown = '# A\n\n```ts runnable\nconst a = 1\n```\n\n```ts\nnot(this)\n```\n\n```yaml file=bench.yaml\nname: x\n```\n'

  it('are the marked blocks, with the line they stand in', () => {
    expect(checkedBlocks(markdown)).toEqual([
      { language: 'ts', line: 4, code: 'const a = 1\n' },
      { language: 'yaml', file: 'bench.yaml', line: 12, code: 'name: x\n' },
    ])
  })
})
