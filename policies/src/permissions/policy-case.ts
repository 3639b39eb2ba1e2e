/**
 * A case beside the policies: a question in words of the coalition, and the answer it must get.
 *
 * Takes a case as it was parsed from YAML, gives what the policies say to it. The test of this package and
 * `vigil-hub policy test` judge by the same function.
 */
import { HubError, type Classification } from '@vigil/shared';
import { RECORD_ATTRIBUTES, type RecordFacts } from '../residuals/residual.js';
import type { Verdict } from './judgement.js';
import type { Obligations } from './obligations.js';
import type { PolicyEngine, PolicyQuestion } from './policy-engine.js';

export interface PolicyCase {
  readonly title: string;
  readonly caller: PolicyQuestion['subject'];
  readonly agreements?: PolicyQuestion['agreements'];
  /** `satisfy` asks for a requirement by name, everything else for a coordinate */
  readonly action: PolicyQuestion['action'] | 'satisfy';
  readonly resource:
    | (Partial<Classification> & Pick<Classification, 'class'> & { readonly owner: string })
    | { readonly name: string };
  /** what is known of the record; what is not named stays open, and the answer may depend on it */
  readonly record?: Partial<Omit<RecordFacts, 'owner'>>;
  readonly answer: Verdict['answer'];
  /** ids of the policies that decide, or that may decide */
  readonly because?: readonly string[];
  /** `month`, `admin1`, `ageBand`, `pseudonymise`, `seal` */
  readonly obligations?: readonly string[];
}

export interface CaseAnswer {
  readonly answer: Verdict['answer'];
  readonly because: readonly string[];
  readonly obligations: readonly string[];
}

/** @throws HubError POLICY_INVALID when the case names a fact that no record has */
export function judgeCase(
  engine: PolicyEngine,
  { caller, agreements = [], ...asked }: PolicyCase,
): CaseAnswer {
  const { action, resource, record = {} } = asked;
  if (action === 'satisfy' || 'name' in resource) {
    // The two belong together; one without the other is a question that nobody can be allowed.
    const met =
      action === 'satisfy' &&
      'name' in resource &&
      engine.satisfiedBy({ subject: caller, agreements })(resource.name);
    return { answer: met ? 'allowed' : 'denied', because: [], obligations: [] };
  }
  requireFacts(record);
  const { owner, class: dataClass, subject = 'NONE', flags = [] } = resource;
  const classification = { class: dataClass, subject, flags };
  const question = { subject: caller, agreements, action, classification, owner, record };
  const { answer, because, obligations } = engine.judge(question);
  return { answer, because, obligations: nameObligations(obligations) };
}

/** A misspelt fact would stay open, and the case would pass or fail for another reason than it says. */
function requireFacts(record: object): void {
  const known = Object.keys(RECORD_ATTRIBUTES).filter((name) => name !== 'owner');
  const odd = Object.keys(record).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new HubError('POLICY_INVALID', `a record has no fact ${odd}: ${known.join(', ')}`, 'operator');
}

function nameObligations({ generalise, pseudonymise, seal }: Obligations): string[] {
  return [...generalise, ...(pseudonymise ? ['pseudonymise'] : []), ...(seal ? ['seal'] : [])].sort();
}
