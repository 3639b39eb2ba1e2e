/** Code lists about victims and perpetrators; records and statistics share them. */
import { codeList } from '../code-list.js';

export const Sex = codeList('Sex', ['FEMALE', 'MALE', 'OTHER', 'NOT_APPLICABLE', 'UNKNOWN'], {
  description: 'HURIDOCS MT39 with OTHER added.',
  values: { NOT_APPLICABLE: 'The victim is a group or an organisation.' },
});
export type Sex = keyof typeof Sex;

export const AgeBand = codeList(
  'AgeBand',
  [
    'A0_4',
    'A5_9',
    'A10_14',
    'A15_17',
    'A18_24',
    'A25_34',
    'A35_44',
    'A45_54',
    'A55_64',
    'A65_PLUS',
    'UNKNOWN',
  ],
  { description: 'Age in completed years at the time of the act.' },
);
export type AgeBand = keyof typeof AgeBand;

export const VictimGroup = codeList(
  'VictimGroup',
  [
    'JOURNALIST',
    'HUMAN_RIGHTS_DEFENDER',
    'TRADE_UNIONIST',
    'PROTESTER',
    'AID_WORKER',
    'MINORITY',
    'STUDENT',
    'OTHER',
    'UNKNOWN',
  ],
  { description: 'What the victim was known as. One person counts once, whatever the number of roles.' },
);
export type VictimGroup = keyof typeof VictimGroup;

export const PerpetratorType = codeList('PerpetratorType', ['STATE', 'PRO_STATE', 'NON_STATE', 'UNKNOWN'], {
  description: 'HURIDOCS MT24, rolled up for publication.',
});
export type PerpetratorType = keyof typeof PerpetratorType;
