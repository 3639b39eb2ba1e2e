/** Red flags: bands and states only, never counts. */
import { codeList } from '../code-list.js';

export const Severity = codeList('Severity', ['WATCH', 'ELEVATED', 'HIGH'], {
  description: 'How far a period stands out from its baseline.',
});
export type Severity = keyof typeof Severity;

export const BaselineState = codeList(
  'BaselineState',
  ['OK', 'INSUFFICIENT_BASELINE', 'UNSTABLE', 'SILENT_PARTNER'],
  { description: 'Whether the past is good enough to judge the present by.' },
);
export type BaselineState = keyof typeof BaselineState;

export const RedFlagStatus = codeList('RedFlagStatus', ['RAISED', 'ACKNOWLEDGED', 'CLOSED'], {
  description: 'The life of a red flag.',
});
export type RedFlagStatus = keyof typeof RedFlagStatus;
