/** The cases that lie beside the policies: each title is a sentence that somebody in the coalition can check. */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadPolicyEngine, type PolicyQuestion } from '@vigil/policies';
import { parse } from 'yaml';
import { POLICY_DIRECTORY } from './support/policy-folder.js';

interface PolicyCase {
  readonly title: string;
  readonly caller: PolicyQuestion['subject'];
  readonly agreements?: PolicyQuestion['agreements'];
  readonly action: PolicyQuestion['action'];
  readonly resource: Partial<PolicyQuestion['classification']> &
    Pick<PolicyQuestion['classification'], 'class'> & { readonly owner: string };
  readonly answer: 'allowed' | 'denied';
  readonly because?: readonly string[];
}

const CASES_DIRECTORY = fileURLToPath(new URL('../../policies/cases/', import.meta.url));
const caseFiles = readdirSync(CASES_DIRECTORY).sort();
const cases = new Map(
  caseFiles.map((file) => [file, parse(readFileSync(`${CASES_DIRECTORY}${file}`, 'utf8')) as PolicyCase[]]),
);
const engine = await loadPolicyEngine();

describe.each([...cases])('%s', (_file, inFile) => {
  test.each(inFile.map((policyCase) => [policyCase.title, policyCase] as const))(
    '%s',
    (_title, policyCase) => {
      const { owner, class: dataClass, subject = 'NONE', flags = [] } = policyCase.resource;
      const decision = engine.decide({
        subject: policyCase.caller,
        agreements: policyCase.agreements ?? [],
        action: policyCase.action,
        classification: { class: dataClass, subject, flags },
        owner,
      });
      expect(decision.allowed ? 'allowed' : 'denied').toBe(policyCase.answer);
      if (policyCase.because) expect(decision.determining).toEqual([...policyCase.because].sort());
    },
  );
});

test('every file of policies has its cases', () => {
  const policyFiles = readdirSync(POLICY_DIRECTORY).filter((name) => name.endsWith('.cedar'));
  expect(caseFiles).toEqual(policyFiles.map((name) => name.replace('.cedar', '.yaml')).sort());
});

test('every policy has a case that it decides', () => {
  const deciding = new Set([...cases.values()].flat().flatMap(({ because = [] }) => because));
  expect(engine.policies.map(({ id }) => id).filter((id) => !deciding.has(id))).toEqual([]);
});

test('every file of permits has a case that is denied', () => {
  const files = new Set(engine.policies.filter(({ effect }) => effect === 'permit').map(({ file }) => file));
  for (const file of files) {
    const answers = cases.get(file.replace('.cedar', '.yaml'))?.map(({ answer }) => answer);
    expect(answers).toEqual(expect.arrayContaining(['allowed', 'denied']));
  }
});
