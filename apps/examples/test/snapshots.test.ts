import {
  diffSnapshots, LimitError, RestoreError, type Instrument, type RestoreOptions, type RestoreReport, type Snapshot,
} from '@lab/core'
import { describe, expect, it } from 'vitest'
import { wires } from './fixtures/network-wires.ts'
import { wholeBench, type WholeBench } from './fixtures/whole-bench.ts'

interface Restorable extends Instrument {
  snapshot(): Promise<Snapshot>
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
}

interface Change {
  readonly instrument: (bench: WholeBench) => Restorable
  readonly make: (bench: WholeBench) => Promise<void>
  /** What it changes, and what follows from that. */
  readonly names: readonly string[]
  readonly outputs: readonly string[]
  /** What the instrument chooses again by itself. */
  readonly chosen?: readonly string[]
}

const changes: Readonly<Record<string, Change>> = {
  psu: {
    instrument: ({ psu }) => psu,
    make: async ({ psu }) => {
      await psu.channel(1).set({ voltage: 3, currentLimit: 0.5 })
      await psu.channel(2).set({ voltage: 12, overVoltageLevel: 15, overCurrentEnabled: true })
      await psu.panel.setBeeper(false)
      await psu.channel(2).on()
    },
    names: ['voltage@1', 'currentLimit@1', 'voltage@2', 'overVoltageLevel@2', 'overCurrentEnabled@2', 'beeper', 'output@2'],
    outputs: ['output@2'],
  },
  awg: {
    instrument: ({ awg }) => awg,
    make: async ({ awg }) => {
      await awg.channel(1).set({ function: 'square', amplitude: 1.2, offset: 0.3, dutyCycle: 30 })
      await awg.channel(2).set({ function: 'ramp', symmetry: 25, phase: 45 })
      await awg.channel(2).modulate({ kind: 'am', depth: 30 })
      await awg.channel(2).on()
    },
    names: [
      'function@1', 'amplitude@1', 'offset@1', 'high@1', 'low@1', 'squareDutyCycle@1', 'function@2', 'rampSymmetry@2', 'phase@2',
      'amDepth@2',
      'amState@2', 'output@2',
    ],
    outputs: ['output@2'],
  },
  scope: {
    instrument: ({ scope }) => scope,
    make: async ({ scope }) => {
      await scope.channel(1).set({ probe: 1, scale: 0.2, offset: 0.1, coupling: 'ac', label: 'VOUT' })
      await scope.timebase.set({ position: 2e-4, reference: 'left' })
      await scope.trigger.edge({ source: 'channel2', slope: 'negative', level: 0.5 })
      await scope.acquisition.set({ type: 'average', averages: 16 })
      await scope.generator.set({ function: 'square', frequency: 5000 })
      await scope.generator.on()
    },
    names: [
      'probe@1', 'channelScale@1', 'channelOffset@1', 'channelCoupling@1', 'channelLabel@1', 'timebasePosition',
      'timebaseReference', 'edgeSource',
      'edgeSlope', 'edgeLevel', 'triggerLowLevel@2', // the lower level of a channel is that of its edge trigger
      'acquisitionType', 'averageCount', 'generatorFunction', 'generatorFrequency', 'generatorOutput',
    ],
    outputs: ['generatorOutput'],
  },
  dmm: {
    instrument: ({ dmm }) => dmm,
    make: async ({ dmm }) => {
      await dmm.configure('resistance', { range: 1e5, resolution: 'fast' })
      await dmm.configureTrigger({ source: 'bus', samples: 5, delay: 0.1 })
    },
    names: [
      'function', 'resistanceAutoRange', 'resistanceRange', 'resistanceResolution', 'triggerSource', 'triggerDelay',
      'sampleCount',
    ],
    outputs: [],
    chosen: ['resistanceRange'],
  },
}

const wire = wires.find(({ name }) => name.startsWith('HiSLIP'))
if (wire === undefined) throw new Error('there is no HiSLIP')

describe.each(Object.entries(changes))('the settings of the %s', (_alias, { instrument, make, names, outputs, chosen = [] }) => {
  it('that were changed are named by the difference of two snapshots, and put back by a restore', async () => {
    await using bench = await wholeBench(wire)
    const unit = instrument(bench)
    const before = await unit.snapshot()
    await make(bench)
    const changed = diffSnapshots(before, await unit.snapshot())
    expect(Object.keys(changed).sort()).toEqual([...names].sort())
    expect((await unit.restore(before)).leftOff).toEqual([])
    expect(Object.keys(diffSnapshots(before, await unit.snapshot()))).toEqual(chosen)
  })

  it('come back with every output off, unless outputs are asked for', async () => {
    await using bench = await wholeBench(wire)
    const unit = instrument(bench)
    const initial = await unit.snapshot()
    await make(bench)
    const wanted = await unit.snapshot()
    await unit.restore(initial)
    expect((await unit.restore(wanted)).leftOff).toEqual(outputs)
    expect(Object.keys(diffSnapshots(wanted, await unit.snapshot()))).toEqual(outputs)
    expect((await unit.restore(wanted, { outputs: true })).restored).toEqual(outputs)
    expect(diffSnapshots(wanted, await unit.snapshot())).toEqual({})
  })
})

describe('the limits of a bench', () => {
  it('hold for a restore, which leaves the level as it was', async () => {
    await using bench = await wholeBench(wire, {
      psu: { limits: { 2: { voltage: { max: 5 } } } }, awg: { limits: { 1: { voltage: { min: -1, max: 1 } } } },
      scope: { limits: { '*': { amplitude: { max: 1 } } } },
    })
    const { psu, awg, scope } = bench
    const beyond: readonly [Restorable, Snapshot][] = [
      [psu, { 'voltage@2': 6 }], [awg, { 'offset@1': 2, 'high@1': 2.05, 'low@1': 1.95 }], [scope, { generatorAmplitude: 2 }],
    ]
    for (const [unit, levels] of beyond) {
      const before = await unit.snapshot()
      const error: unknown = await unit.restore({ ...before, ...levels }).catch((reason: unknown) => reason)
      // Levels that several settings make are judged message by message: the refusal is the cause then.
      expect(error instanceof RestoreError ? error.cause : error, unit.alias).toBeInstanceOf(LimitError)
      expect(diffSnapshots(before, await unit.snapshot())).toEqual({})
    }
  })
})
