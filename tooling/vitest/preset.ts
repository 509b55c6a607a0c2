import { defineConfig } from 'vitest/config'

/** Tests run on the sources; results are also written where the runner of all packages adds them up. */
export default defineConfig({
  resolve: { conditions: ['lab-source'] },
  ssr: { resolve: { conditions: ['lab-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: false },
    testTimeout: 20_000,
    reporters: ['default', ['json', { outputFile: '.test-results/vitest.json' }]],
  },
})
