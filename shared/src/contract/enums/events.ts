/** Code lists that only the records plane uses. */
import { ACT_TYPES } from '../codes/act-types.js';
import type { ActType as ActTypeCode } from '../codes/act-types.js';
import { codeList } from '../code-list.js';

const actTypes = Object.keys(ACT_TYPES) as ActTypeCode[];

export const ActType = codeList('ActType', actTypes, {
  description: 'What was done: HURIDOCS MT4 (types of acts), and what the 2001 list could not know.',
  values: Object.fromEntries(
    actTypes.map((code) => {
      const { mt4, label } = ACT_TYPES[code];
      return [code, mt4 === null ? label.en : `MT4 ${mt4}: ${label.en}`];
    }),
  ),
});
export type ActType = ActTypeCode;

export const DatePrecision = codeList('DatePrecision', ['DAY', 'MONTH', 'YEAR', 'UNKNOWN'], {
  description: 'How exact a date is. A coarser date belongs to its year and is never dropped.',
});
export type DatePrecision = keyof typeof DatePrecision;

export const VerificationStatus = codeList(
  'VerificationStatus',
  [
    'RECEIVED',
    'CREDIBLE_SINGLE_SOURCE',
    'CORROBORATED',
    'VERIFIED',
    'ADJUDICATED',
    'INCONCLUSIVE',
    'DISPROVEN',
    'DUPLICATE_OF',
  ],
  { description: 'How far the partner has checked an event. Indicators count from CORROBORATED on.' },
);
export type VerificationStatus = keyof typeof VerificationStatus;

export const EventOrder = codeList('EventOrder', ['START_DATE_ASC', 'START_DATE_DESC'], {
  description: 'Order by the generalised start date; undated events come last in both, ties by id.',
});
export type EventOrder = keyof typeof EventOrder;
