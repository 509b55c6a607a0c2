import { SettingError } from '@lab/core'

function measure(): never {
  throw new SettingError('The DUT is not there.', { hint: 'Put it in.' })
}

measure()
