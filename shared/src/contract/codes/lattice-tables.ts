/**
 * The seven tables that a partner may release, each times indicator (design: disclosure control).
 *
 * The dimensions stand in the order in which a release addresses its cells.
 */
import type { TableId } from '../../releases/release-document.js';
import type { Dimension } from '../enums/indicators.js';

export interface LatticeTableEntry {
  readonly id: TableId;
  readonly dimensions: readonly Dimension[];
}

export const LATTICE_TABLES = [
  { id: 'L1', dimensions: ['COUNTRY', 'MONTH'] },
  { id: 'L2', dimensions: ['AREA', 'MONTH'] },
  { id: 'L3', dimensions: ['AREA', 'YEAR'] },
  { id: 'L4', dimensions: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'] },
  { id: 'L5', dimensions: ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'] },
  { id: 'L6', dimensions: ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND'] },
  { id: 'L7', dimensions: ['AREA', 'YEAR', 'VICTIM_GROUP'] },
] as const satisfies readonly LatticeTableEntry[];
