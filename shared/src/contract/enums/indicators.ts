/** The shared indicators, what they count and along what. */
import { codeList } from '../code-list.js';

export const IndicatorCode = codeList(
  'IndicatorCode',
  ['KIDNAPPING', 'UNLAWFUL_DETENTION', 'ASSEMBLY_RESTRICTION', 'CENSORSHIP'],
  { description: 'The indicators that all partners define alike. More may follow.' },
);
export type IndicatorCode = keyof typeof IndicatorCode;

export const CountingUnit = codeList(
  'CountingUnit',
  ['EVENT', 'ACT', 'VICTIM', 'VICTIM_SPELL', 'MEASURE', 'CASE_FILE'],
  {
    description: 'What one count is. Figures of different units are never added.',
    values: {
      VICTIM_SPELL: 'One person losing liberty once; a second arrest of the same person is a second spell.',
      MEASURE: 'One restriction imposed: a ban, a block, a shutdown.',
      CASE_FILE: 'One dossier with all its events, acts and persons.',
    },
  },
);
export type CountingUnit = keyof typeof CountingUnit;

export const Dimension = codeList(
  'Dimension',
  ['COUNTRY', 'AREA', 'MONTH', 'YEAR', 'VICTIM_GROUP', 'PERPETRATOR_TYPE', 'SEX', 'AGE_BAND'],
  { description: 'An axis of a released table.' },
);
export type Dimension = keyof typeof Dimension;
