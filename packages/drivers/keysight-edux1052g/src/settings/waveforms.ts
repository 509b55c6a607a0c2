import { booleanSetting, choiceSetting, type Declarations } from '@lab/scpi'
import { both, optional, query } from './declare.ts'
import { waveformSources } from './sources.ts'

/** `:WAVeform` (2000 X-Series Programmer's Guide). */
export const waveformDeclarations = {
  waveformSource: choiceSetting({
    header: 'WAVeform:SOURce', choices: waveformSources, reset: 'channel1',
    description: 'Source of what is transferred. A channel must be on.',
  }),
  waveformFormat: choiceSetting({
    header: 'WAVeform:FORMat', choices: { byte: 'BYTE', word: 'WORD', ascii: 'ASCii' }, reset: 'byte',
    description: 'How points are transferred.',
  }),
  waveformByteOrder: choiceSetting({
    header: 'WAVeform:BYTeorder', choices: { bigEndian: 'MSBFirst', littleEndian: 'LSBFirst' }, reset: 'bigEndian',
    description: 'Order of the two bytes of a WORD.',
  }),
  waveformUnsigned: booleanSetting({
    header: 'WAVeform:UNSigned', reset: true, description: 'Whether points are transferred without sign.',
  }),
  waveformPointsMode: choiceSetting({
    header: 'WAVeform:POINts:MODE', choices: { normal: 'NORMal', maximum: 'MAXimum', raw: 'RAW' }, reset: 'normal',
    description: 'Which record is transferred: that on the screen, that of the acquisition, or the larger.',
  }),
  waveformPoints: both(
    'WAVeform:POINts',
    'How many points are transferred: 100, 250, 500, 1000, 2000, 5000 and so on, as many as there are at most. In '
    + 'snapshots as waveformPoints.',
    [optional({ kind: 'number', words: ['MINimum', 'MAXimum'] })],
  ),
  waveformPreamble: query(
    'WAVeform:PREamble', 'Format, type, points, averages, then increment, origin and reference of x and of y.',
  ),
  waveformData: query('WAVeform:DATA', 'The points as a block.'),
  waveformType: query('WAVeform:TYPE', 'How the points were acquired.'),
  waveformCount: query('WAVeform:COUNt', 'Averages that were made.'),
  waveformXIncrement: query('WAVeform:XINCrement', 'Distance of two points in s, or Hz for an FFT.'),
  waveformXOrigin: query('WAVeform:XORigin', 'Place of the first point in s, or Hz for an FFT.'),
  waveformXReference: query('WAVeform:XREFerence', 'Index of the point at the origin; 0.'),
  waveformYIncrement: query('WAVeform:YINCrement', 'Distance of two codes.'),
  waveformYOrigin: query('WAVeform:YORigin', 'Value at the reference code.'),
  waveformYReference: query('WAVeform:YREFerence', 'Code at the origin of y.'),
  segmentsAcquired: query('WAVeform:SEGMented:COUNt', 'Segments in the memory.'),
  segmentTime: query('WAVeform:SEGMented:TTAG', 'Time of the segment shown after the first, in s.'),
  waveformSetup: query('WAVeform', 'All settings of the transfer as a learn string.'),
} as const satisfies Declarations
