import { parseResourceName, ResourceNameError, type ResourceName } from '@lab/core'
import type { Mistake } from './mistake.ts'
import type { YamlSource } from './yaml-source.ts'

/** The resource of an instrument; adds a mistake where it is missing, cannot be understood, or is a simulated one. */
export function readResource(
  alias: string, text: string | undefined, simulate: boolean, source: YamlSource, mistakes: Mistake[],
): ResourceName | undefined {
  const path = ['instruments', alias, 'resource']
  if (text === undefined) {
    if (!simulate) mistakes.push({ position: source.keyAt(['instruments', alias]), text: missing(alias) })
    return undefined
  }
  try {
    const resource = parseResourceName(text)
    if (resource.interface === 'SIM') mistakes.push({ position: source.valueAt(path), text: simulated(alias) })
    return resource
  } catch (error) {
    if (!(error instanceof ResourceNameError)) throw error
    mistakes.push({ position: source.valueAt(path), text: `${path.join('.')}: ${error.message}`, ...hintOf(error) })
    return undefined
  }
}

function missing(alias: string): string {
  return `instruments.${alias} has no 'resource', which only a simulated instrument may leave out.`
}

function simulated(alias: string): string {
  return `instruments.${alias}.resource: An instrument is simulated by 'simulate: true', not by its resource.`
}

function hintOf(error: ResourceNameError): { hint?: string } {
  return error.hint === undefined ? {} : { hint: error.hint }
}
