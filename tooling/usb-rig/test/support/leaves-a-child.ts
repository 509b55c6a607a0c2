/** Tests of which one fails and leaves a child that would keep this process going. */
import { spawn } from 'node:child_process'
import { after, describe, it } from 'node:test'

after(() => console.log('after all'))

void describe('suite', () => {
  void it('works', () => undefined)
  void it.skip('is left out', () => undefined)
  void it('leaves a child', () => {
    spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
    throw new Error('expected')
  })
})

void it('alone', () => undefined)
