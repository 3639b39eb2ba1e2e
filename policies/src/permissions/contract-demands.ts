/**
 * What the contract promises about its own fields, as obligations that a permission must carry.
 *
 * A policy that permits such a field without the obligation is a slip of whoever wrote it: the permission then
 * counts for nothing. Takes a coordinate and its class, gives the demand. Pure.
 */
import type { Classification } from '@vigil/shared';
import { NO_OBLIGATIONS, joinObligations, type Obligations } from './obligations.js';

const MONTH: Obligations = Object.freeze({ ...NO_OBLIGATIONS, generalise: new Set(['month'] as const) });
const AREA: Obligations = Object.freeze({ ...NO_OBLIGATIONS, generalise: new Set(['admin1'] as const) });
const AGE_BAND: Obligations = Object.freeze({ ...NO_OBLIGATIONS, generalise: new Set(['ageBand'] as const) });
const PSEUDONYM: Obligations = Object.freeze({ ...NO_OBLIGATIONS, pseudonymise: true });
const SEALED: Obligations = Object.freeze({ ...NO_OBLIGATIONS, seal: true });

const DEMANDED: ReadonlyMap<string, Obligations> = new Map([
  ['Event.startDate', MONTH],
  ['Event.area', AREA],
  ['Act.id', PSEUDONYM],
  ['Act.startDate', MONTH],
  ['Victim.id', PSEUDONYM],
  ['Victim.ageBand', AGE_BAND],
  ['Perpetrator.id', PSEUDONYM],
  ['Witness.id', PSEUDONYM],
  ['Evidence.id', PSEUDONYM],
  ['Intervention.id', PSEUDONYM],
  ['Intervention.date', MONTH],
]);

/** What must be done with a value of this coordinate before it leaves, whoever reads it. */
export function demandedObligations(coordinate: string, { class: dataClass }: Classification): Obligations {
  const named = DEMANDED.get(coordinate) ?? NO_OBLIGATIONS;
  return dataClass === 'IDENTIFYING' ? joinObligations([named, SEALED]) : named;
}
