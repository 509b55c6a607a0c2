import { parseResourceName } from '@lab/core'
import { simBench } from '@lab/transport-sim'
import { edu36311aSimulator } from '@lab/driver-keysight-edu36311a/simulator'
import { edu34450aSimulator } from '@lab/driver-keysight-edu34450a/simulator'
const bench = simBench({ instruments: { psu: { simulator: edu36311aSimulator }, dmm: { simulator: edu34450aSimulator } }, circuit: [
 { connect: 'psu.1', nodes: ['in', 'gnd'] }, { resistor: 100, nodes: ['in', 'out'] }, { diode: { breakdownVoltage: 3.3 }, nodes: ['gnd', 'out'] },
 { resistor: 1000, nodes: ['out', 'gnd'] }, { connect: 'dmm.input', nodes: ['out', 'gnd'] }] })
const t = bench.transport()
const psu = await t.connect(parseResourceName('SIM::psu::INSTR')), dmm = await t.connect(parseResourceName('SIM::dmm::INSTR'))
const on = Buffer.from(':OUTP ON,(@1)\n'); await psu.write(on)
const opts = { timeoutMs: 5000 }
async function time(name: string, n: number, f: (i: number) => Promise<void>) {
  for (let r = 0; r < 4; r++) { const t0 = performance.now(); for (let i = 0; i < n; i++) await f(i); console.log(name, ((performance.now() - t0) * 1000 / n).toFixed(2), 'us') }
}
const opc = Buffer.from('*OPC?\n'), err = Buffer.from('SYST:ERR?\n'), read = Buffer.from('READ?\n'), meas = Buffer.from(':MEAS:VOLT:DC?\n'), mpsu = Buffer.from(':MEAS:VOLT? (@1)\n')
const volts = Array.from({ length: 81 }, (_, i) => Buffer.from(`:VOLT ${(4 + i * 0.1).toFixed(3)},(@1)\n`))
await time('*OPC?', 100000, async () => { await psu.write(opc, opts); await psu.read(opts) })
await time('READ?', 100000, async () => { await dmm.write(read, opts); await dmm.read(opts) })
await time('MEAS:VOLT:DC?', 100000, async () => { await dmm.write(meas, opts); await dmm.read(opts) })
await time('psu MEAS:VOLT?', 100000, async () => { await psu.write(mpsu, opts); await psu.read(opts) })
await time('VOLT n', 100000, async (i) => { await psu.write(volts[i % 81]!, opts) })
await time('VOLT n + MEAS', 100000, async (i) => { await psu.write(volts[i % 81]!, opts); await dmm.write(meas, opts); await dmm.read(opts) })
const r = await dmm.read.call(dmm, undefined as never).catch(() => 0)
