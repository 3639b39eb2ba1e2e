/**
 * What we fold out of Cedar's partial evaluation says, record by record, what Cedar says when it is asked outright.
 *
 * Random policies within the schema and random questions; Cedar's concrete decision is the oracle.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  loadPolicyEngine,
  recordHolds,
  type PolicyEngine,
  type PolicyQuestion,
  type Residual,
} from '@vigil/policies';
import { createPolicyFolders } from '../support/policy-folder.js';
import { randomPolicies, randomQuestion } from '../support/random-policy.js';

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());

const QUESTIONS_EACH = 40;
const SEED = 20_261_122;

type Asked = Required<PolicyQuestion>;
/** `classified` and `asked` alone make the condition: nothing of the record but its owner is known yet. */
type Condition = (engine: PolicyEngine, asked: Omit<Asked, 'record'>) => Residual;

const folded: Condition = (engine, { subject, agreements, action, classification, owner }) =>
  engine.judge({ subject, agreements, action, classification, owner }).condition;

interface Count {
  asked: number;
  allowed: number;
  conditional: number;
  different: string[];
  /** a fact that nobody knows opened what Cedar denies once it is known */
  opened: string[];
}

function compare(
  engine: PolicyEngine,
  questions: readonly Asked[],
  condition: Condition,
  count: Count,
): void {
  for (const asked of questions) {
    const expected = engine.decide(asked).allowed;
    const residual = condition(engine, asked);
    const record = { ...fullRecord(asked), owner: asked.owner };
    if (recordHolds(residual, record) !== expected) count.different.push(JSON.stringify(asked));
    for (const name of Object.keys(asked.record)) {
      const held = recordHolds(residual, { ...record, [name]: null });
      if (held && !expected) count.opened.push(JSON.stringify([name, asked]));
    }
    count.asked += 1;
    count.allowed += expected ? 1 : 0;
    count.conditional += residual.kind === 'constant' ? 0 : 1;
  }
}

function fullRecord({ record }: Asked) {
  const { verification, confidential, embargoed, coSignatories, consents, subjectConsents } = record;
  return {
    verification: verification ?? null,
    confidential: confidential ?? null,
    embargoed: embargoed ?? null,
    coSignatories: coSignatories ?? null,
    consents: consents ?? null,
    subjectConsents: subjectConsents ?? null,
    daysSinceReceived: record.daysSinceReceived ?? null,
  };
}

const newCount = (): Count => ({ asked: 0, allowed: 0, conditional: 0, different: [], opened: [] });

/** Twins that slip in one place each. */
const TWINS: readonly [string, Condition][] = [
  [
    'takes every condition on a record for granted',
    (engine, asked) => {
      const residual = folded(engine, asked);
      return residual.kind === 'constant' ? residual : { kind: 'constant', value: true };
    },
  ],
  ['forgets the agreements', (engine, asked) => folded(engine, { ...asked, agreements: [] })],
  [
    'forgets the flags',
    (engine, asked) => folded(engine, { ...asked, classification: { ...asked.classification, flags: [] } }),
  ],
  ['judges another owner', (engine, asked) => folded(engine, { ...asked, owner: 'three' })],
  ['drops what is negated', (engine, asked) => dropNegated(folded(engine, asked))],
];

function dropNegated(residual: Residual): Residual {
  if (residual.kind === 'not') return { kind: 'constant', value: true };
  return residual.kind === 'and' || residual.kind === 'or'
    ? { ...residual, of: residual.of.map(dropNegated) }
    : residual;
}

describe('the folded condition is Cedar’s own answer', () => {
  test('for the policies of the coalition', async () => {
    const engine = await loadPolicyEngine();
    const questions = fc.sample(randomQuestion, { numRuns: 1000, seed: SEED });
    const count = newCount();
    compare(engine, questions, folded, count);
    expect(count.different).toEqual([]);
    expect(count.opened).toEqual([]);
    expect(count.allowed).toBeGreaterThan(0);
    expect(count.conditional).toBeGreaterThan(30);
  });

  test('for random policies, and a slip in folding them would be seen', async () => {
    const texts = fc.sample(randomPolicies, { numRuns: 30, seed: SEED });
    const questions = fc.sample(randomQuestion, { numRuns: texts.length * QUESTIONS_EACH, seed: SEED });
    const count = newCount();
    const twins = TWINS.map(([name, condition]) => ({ name, condition, count: newCount() }));
    for (const [index, text] of texts.entries()) {
      const engine = await loadPolicyEngine(
        await folders.create({ schemaOnly: true, files: { 'random.cedar': text } }),
      );
      const mine = questions.slice(index * QUESTIONS_EACH, (index + 1) * QUESTIONS_EACH);
      compare(engine, mine, folded, count);
      for (const twin of twins) compare(engine, mine, twin.condition, twin.count);
    }
    expect(count.different).toEqual([]);
    expect(count.opened).toEqual([]);
    expect(count.allowed).toBeGreaterThan(count.asked / 20);
    expect(count.conditional).toBeGreaterThan(count.asked / 10);
    expect(twins.filter(({ count: { different } }) => different.length === 0)).toEqual([]);
  });
});
