/** Permission maps over the whole contract: three partners, one agreement, the callers of these tests. */
import {
  compilePermissionMap,
  loadPolicyEngine,
  type CompilePermissionMapInput,
  type PermissionMap,
  type SubjectClass,
} from '@vigil/policies';
import { contractClassification, type Agreement, type Classification } from '@vigil/shared';

export const engine = await loadPolicyEngine();
export const classification = contractClassification();
export const owners = ['synthetic-one', 'synthetic-two', 'detention-monitor'];
export const agreement: Agreement = {
  id: 'one-regional',
  recipient: 'regional-body',
  partner: 'synthetic-one',
  purposes: ['OVERSIGHT'],
  classes: ['DEIDENTIFIED'],
  validFrom: '2026-01-10',
  validTo: '2026-03-20',
};
export const duringAgreement = new Date('2026-02-01T12:00:00Z');

export const ANALYST: SubjectClass = { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' };
export const REGIONAL: SubjectClass = {
  organisation: 'regional-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
};
export const OFFICER: SubjectClass = {
  organisation: 'synthetic-two',
  roles: ['CASE_OFFICER'],
  purpose: 'CASEWORK',
};

export function compile(
  subject: SubjectClass,
  change: Partial<CompilePermissionMapInput> = {},
): PermissionMap {
  return compilePermissionMap({
    engine,
    classification,
    owners,
    agreements: [agreement],
    now: duringAgreement,
    ...change,
    subject,
  });
}

export function coordinatesOf(...classes: Classification['class'][]): string[] {
  return [...classification]
    .filter(([, value]) => classes.includes(value.class))
    .map(([coordinate]) => coordinate);
}
