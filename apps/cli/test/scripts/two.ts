import { openBench } from '@lab/bench'
import { MeasurementSession } from '@lab/core'

const bench = await openBench('bench.yaml')
const session = await MeasurementSession.open({ name: 'Two', store: bench.store })
session.parameter('n', [1, 2])
session.acquire('count', ({ index }) => ({ index }))
await session.run()
await session.close()
console.log(`arguments: ${process.argv.slice(2).join(' ')}`)
