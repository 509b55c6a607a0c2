import { defineConfig } from 'vitest/config'

/** Tests run on the sources; results are also written where the runner of all packages adds them up. */
export default defineConfig({
  resolve: { conditions: ['lab-source'] },
  ssr: { resolve: { conditions: ['lab-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: false },
    testTimeout: 20_000,
    // Where the processor protects code by keys, V8's book-keeping of it fails now and then in a process that starts very many threads.
    execArgv: ['--no-memory-protection-keys'],
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }]],
  },
})
