import { openBench } from '@lab/bench'
import { linspace, MeasurementSession } from '@lab/core'

const bench = await openBench('bench.yaml')
const session = await MeasurementSession.open({ name: 'Prints', instruments: bench.instruments, store: bench.store })
session.parameter('t', linspace(0, 1, 3000))
session.acquire('slow', async ({ clock, index, signal }) => {
  console.log(index === 3 ? 'measuring' : index)
  console.error(index)
  await clock.sleep(5, { signal })
  return { y: 1 }
})
await session.run()
