import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

describe('the example of the README', () => {
  it('is the program that runs under node:test', () => {
    const example = /```ts\n(?<code>[\s\S]*?)```/u.exec(read('../README.md'))?.groups?.['code']
    expect(example).toBe(read('node-runner/memory-store.ts').replace('../../src/index.ts', '@lab/testing'))
  })
})
