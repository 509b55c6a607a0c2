import { IdentityError, ProtocolError, type Identity } from '@lab/core'
import { quoteShort } from './quote-short.ts'

/**
 * Reads the reply of `*IDN?` (IEEE 488.2, 10.14): manufacturer, model, serial number, firmware, with spaces around them or not.
 * @throws ProtocolError when it has not four fields.
 */
export function parseIdentity(reply: string, alias = 'The instrument'): Identity {
  const fields = reply.split(',').map((field) => field.trim())
  if (fields.length !== 4) {
    throw new ProtocolError(`${alias} answered "*IDN?" with ${quoteShort(reply)}: ${fields.length} fields, 4 were expected.`, {
      hint: 'Expected manufacturer, model, serial number and firmware, separated by commas.',
    })
  }
  const [manufacturer = '', model = '', serial = '', firmware = ''] = fields
  return { manufacturer, model, serial, firmware }
}

function normalised(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase()
}

/** Whether a model field names one of the models, whatever its letter case, spaces and hyphens. */
export function isModel(model: string, models: readonly string[]): boolean {
  return models.some((candidate) => normalised(candidate) === normalised(model))
}

/** Who is expected to answer. */
export interface ExpectedIdentity {
  /** Alias of the instrument, for messages. */
  readonly alias: string
  /** Name of the driver, for messages. */
  readonly driver: string
  readonly models: readonly string[]
  /** Any when absent. */
  readonly serial?: string | undefined
}

/** @throws IdentityError when another model or serial number answered; the message names both. */
export function checkIdentity(identity: Identity, { alias, driver, models, serial }: ExpectedIdentity): void {
  const who = `${identity.manufacturer} ${identity.model} with serial ${identity.serial}`
  if (!isModel(identity.model, models)) {
    throw new IdentityError(`${alias}: ${who} answered; the driver ${driver} serves ${models.join(', ')}.`, {
      hint: 'Check the address and the cable, or name the driver of that model.',
    })
  }
  if (serial !== undefined && serial.trim() !== identity.serial) {
    throw new IdentityError(`${alias}: ${who} answered; serial ${serial.trim()} was expected.`, {
      hint: 'Check the address and the cable, or the serial in the bench file.',
    })
  }
}
