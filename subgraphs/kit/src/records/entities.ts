/** Every entity of a partner node, for the data source; the release tables belong to the releases code. */
import { releaseEntities } from '../releases/entities.js';
import { ActPerpetrator } from './act-perpetrator.js';
import { Act } from './act.js';
import { CaseFile } from './case-file.js';
import { Consent } from './consent.js';
import { DelegationUse } from './delegation-use.js';
import { Event } from './event.js';
import { Evidence } from './evidence.js';
import { ImportRun } from './import-run.js';
import { ImportStaging } from './import-staging.js';
import { Intervention } from './intervention.js';
import { LocalRecord } from './local-record.js';
import { Perpetrator } from './perpetrator.js';
import { Victim } from './victim.js';
import { Witness } from './witness.js';

/** What a case file is made of: these tables a partner may also give as views over a database of its own. */
export const caseEntities = [
  CaseFile,
  Event,
  Act,
  ActPerpetrator,
  Victim,
  Perpetrator,
  Witness,
  Consent,
  Evidence,
  Intervention,
];

export const nodeEntities = [
  ...caseEntities,
  ImportRun,
  ImportStaging,
  LocalRecord,
  DelegationUse,
  ...releaseEntities,
];
