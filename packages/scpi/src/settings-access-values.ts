import { ProtocolError } from '@lab/core'
import { choiceNamed } from './choice-spelling.ts'
import type { ParameterDeclaration } from './declarations.ts'
import type { ParameterInput } from './program-message-builder.ts'
import { quoteShort } from './quote-short.ts'
import { parseResponse, type ResponseElement } from './response-parser.ts'

function booleanOf(element: ResponseElement): boolean | undefined {
  if (element.kind === 'number') return element.value !== 0
  const word = element.text.toUpperCase()
  return word === 'ON' ? true : word === 'OFF' ? false : undefined
}

function textOf(element: ResponseElement): string {
  return element.kind === 'string' ? element.value : element.text
}

function valueOf(parameter: ParameterDeclaration, element: ResponseElement): ParameterInput | undefined {
  switch (parameter.kind) {
    case 'number': return element.kind === 'number' ? element.value : undefined
    case 'boolean': return booleanOf(element)
    case 'choice': return choiceNamed(parameter, textOf(element))
    case 'string': return textOf(element)
    case 'block': return element.kind === 'block' ? element.data : undefined
  }
}

function expected(parameter: ParameterDeclaration): string {
  switch (parameter.kind) {
    case 'number': return 'a number'
    case 'boolean': return '0 or 1'
    case 'choice': return `one of ${Object.values(parameter.choices).join(', ')}`
    case 'string': return 'a string'
    case 'block': return 'a block'
  }
}

/** Who was asked what, for messages. */
export interface Question {
  readonly alias: string
  readonly message: string
}

/** The start of a message about a reply: `psu answered "VOLT?" with "hello"`. */
export function answered({ alias, message }: Question, reply: string): string {
  return `${alias} answered ${quoteShort(message)} with ${quoteShort(reply)}`
}

/**
 * The values of a setting in a reply, `count` of them.
 * @throws ProtocolError when there are more or fewer, or one is of another kind.
 */
export function parseValues(
  parameter: ParameterDeclaration, reply: string, count: number, question: Question,
): readonly ParameterInput[] {
  const elements = parseResponse(reply).flat()
  if (count === 1 && elements.length > 1 && parameter.kind === 'string') return [reply]
  if (elements.length !== count) {
    throw new ProtocolError(`${answered(question, reply)}: ${elements.length} values where ${count} were expected.`)
  }
  return elements.map((element) => checkedValue(parameter, element, reply, question))
}

/** One value of each of several settings, asked by one message with a query for each. @throws ProtocolError as {@link parseValues}. */
export function parseAnswers(
  parameters: readonly ParameterDeclaration[], reply: string, question: Question,
): readonly ParameterInput[] {
  const answers = parseResponse(reply).flat()
  if (answers.length !== parameters.length) {
    throw new ProtocolError(`${answered(question, reply)}: ${answers.length} values where ${parameters.length} were expected.`)
  }
  return answers.flatMap((element, index) => {
    const parameter = parameters[index]
    return parameter === undefined ? [] : [checkedValue(parameter, element, reply, question)]
  })
}

function checkedValue(
  parameter: ParameterDeclaration, element: ResponseElement, reply: string, question: Question,
): ParameterInput {
  const value = valueOf(parameter, element)
  if (value === undefined) throw new ProtocolError(`${answered(question, reply)}, which is not ${expected(parameter)}.`)
  return value
}
