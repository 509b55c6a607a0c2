import { openBench } from '@lab/bench'
import { linspace, MeasurementSession } from '@lab/core'

const bench = await openBench('bench.yaml')
const session = await MeasurementSession.open({ name: 'Long', store: bench.store })
session.parameter('t', linspace(0, 1, 10_000))
session.acquire('slow', async ({ clock, index, signal }) => {
  if (index === 3) console.log('measuring')
  await clock.sleep(20, { signal })
  return { y: 1 }
})
await session.run()
