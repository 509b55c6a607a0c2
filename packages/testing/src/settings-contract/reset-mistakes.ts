import { forChannel, type Declarations, type NumberRange, type ParameterDeclaration, type Setting } from '@lab/scpi'

function rangeOf(parameter: ParameterDeclaration, channel: number | undefined): NumberRange | undefined {
  if (parameter.kind !== 'number' || parameter.range === undefined) return undefined
  return 'dependsOn' in parameter.range ? parameter.range.widest : forChannel<NumberRange>(parameter.range, channel)
}

function isTaken(parameter: ParameterDeclaration, reset: unknown, range: NumberRange | undefined): boolean {
  switch (parameter.kind) {
    case 'number': return typeof reset === 'number' && isInside(reset, range, parameter.infinity !== undefined)
    case 'boolean': return typeof reset === 'boolean'
    case 'choice': return typeof reset === 'string' && Object.hasOwn(parameter.choices, reset)
    case 'string': return typeof reset === 'string' && reset.length <= (parameter.maxLength ?? Infinity)
    case 'block': return reset instanceof Uint8Array
  }
}

function isInside(reset: number, range: NumberRange | undefined, endless: boolean): boolean {
  if (range === undefined || (endless && reset === Infinity)) return true
  return reset >= range.min && reset <= range.max
    && !((range.default ?? reset) < range.min || (range.default ?? reset) > range.max)
}

function mistakesOf(name: string, { parameter, reset, channels }: Setting): readonly string[] {
  if (reset === undefined) return []
  return (channels ?? [undefined]).flatMap((channel) => {
    const value = forChannel<unknown>(reset, channel)
    return value === undefined || isTaken(parameter, value, rangeOf(parameter, channel)) ? [] : [
      channel === undefined ? name : `${name}@${channel}`,
    ]
  })
}

/** The reset values that their own settings would refuse, by name: `voltage@1`. */
export function resetMistakes(declarations: Declarations): readonly string[] {
  return Object.entries(declarations).flatMap(([name, declaration]) =>
    declaration.kind === 'setting' ? mistakesOf(name, declaration) : [])
}
