import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const python = join(homedir(), '.cache', 'lab-counterparts', 'qcodes', 'bin', 'python')

const program = `
import sys, math, time, logging
import qcodes as qc
from qcodes.dataset import Measurement, initialise_or_create_database_at, load_or_create_experiment
initialise_or_create_database_at(sys.argv[1])
experiment = load_or_create_experiment('benchmark', 'sample')
measurement = Measurement(exp=experiment)
measurement.register_custom_parameter('x')
measurement.register_custom_parameter('y', setpoints=('x',))
measurement.register_custom_parameter('z', setpoints=('x',))
measurement.write_period = float(sys.argv[3])
rows = int(sys.argv[2])
with measurement.run() as saver:
    start = time.perf_counter()
    for row in range(rows):
        saver.add_result(('x', row / 7), ('y', math.sin(row)), ('z', math.cos(row)))
    saver.flush_data_to_database()
    print(rows / (time.perf_counter() - start))
`

/**
 * Rows a second that the dataset writer of QCoDeS stores, with what it has written every so many seconds; undefined where QCoDeS is
 * not installed. It does not synchronise with the disk as a store that acknowledges rows does.
 */
export function qcodesRowsPerSecond(path: string, rows: number, writePeriodSeconds: number): number | undefined {
  if (!existsSync(python)) return undefined
  const { status, stdout, stderr } = spawnSync(python, ['-c', program, path, String(rows), String(writePeriodSeconds)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`QCoDeS failed: ${stderr}`)
  return Number(stdout.trim().split('\n').at(-1))
}
