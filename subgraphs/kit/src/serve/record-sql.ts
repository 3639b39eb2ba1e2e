/**
 * The conditions of one statement: what is left of the policies, over its aliases `e` (event) and `cf` (case_file).
 *
 * Takes who asks and the statement's parameters, gives SQL conditions. A condition that the statement, or the one
 * before it, has judged already is left out. Who the caller is and what time it is become one parameter each.
 */
import { residualKey, residualTests, type RecordAttribute, type Residual } from '@vigil/policies';
import {
  everybodyConsentEnds,
  everybodyConsents,
  mustNameRecipient,
  personConsentEnds,
  personConsentId,
  personConsents,
  type Asked,
  type Person,
} from './consent-rule.js';
import {
  conjuncts,
  namedAttributes,
  residualToSql,
  type AttributeSql,
  type ScalarAttribute,
} from './residual-to-sql.js';
import type { SqlParameters } from './sql-parameters.js';

/** Who asks whom, and when. */
export interface RecordQuestion {
  readonly caller: { readonly organisation: string | null };
  /** this partner */
  readonly partner: string;
  readonly now: Date;
}

const SECONDS_PER_DAY = 86_400;

export class RecordSql {
  readonly #placeholders = new Map<string, string>();
  /** keys of the conditions that hold for every row of the statement */
  readonly #held = new Set<string>();
  /** expression -> its column in `facts`; null: expressions stand where they are used */
  #facts: Map<string, string> | null = null;

  constructor(
    private readonly question: RecordQuestion,
    private readonly parameters: SqlParameters,
  ) {}

  /**
   * From here on, what is asked of everybody in a case file is asked once for each file: a file may hold hundreds of
   * people, and a page hundreds of rows of one file.
   */
  askOncePerFile(): void {
    this.#facts ??= new Map();
  }

  /**
   * What was asked once for each file, as a table `facts` with the file's `id`; null: nothing was.
   *
   * @param files - a SELECT of the ids of case files
   */
  factsOf(files: string): string | null {
    if (this.#facts === null || this.#facts.size === 0) return null;
    const columns = [...this.#facts].map(([expression, column]) => `${expression} AS ${column}`);
    return `facts AS MATERIALIZED (
    SELECT cf.id, ${columns.join(', ')} FROM case_file cf WHERE cf.id IN (${files}))`;
  }

  /** Says that these hold for every row, because something else has seen to it. */
  hold(residuals: readonly Residual[], person: Person | null = null): void {
    for (const part of residuals.flatMap(conjuncts)) this.#held.add(keyOf(part, person));
  }

  /**
   * The condition that all of these hold.
   *
   * @param person - whom the values are about; null: nobody in particular
   * @returns null when that is known of every row
   */
  condition(residuals: readonly Residual[], person: Person | null = null): string | null {
    const parts = new Map(
      residuals
        .flatMap(conjuncts)
        .map((part) => [keyOf(part, person), part] as const)
        .filter(([key]) => !this.#held.has(key)),
    );
    if (parts.size === 0) return null;
    const record = this.#record(person);
    const conditions = [...parts.values()].map((part) => {
      const holds = residualToSql(part, record, this.parameters);
      return asksPeople(part) ? holds : unjudged(holds);
    });
    return conditions.join('\n    AND ');
  }

  /** As ISO 8601, UTC: when the first of the consents ends that this residual names. SQL NULL: never. */
  consentEnds(residual: Residual, person: Person | null): string {
    const ends = consentScopes(residual).map(({ attribute, scope }) =>
      attribute === 'subjectConsents' && person !== null
        ? personConsentEnds(person, this.#asked(scope))
        : this.#ofFile(everybodyConsentEnds(this.#asked(scope))),
    );
    if (ends.length === 0) return 'NULL::text';
    // what lies beyond the calendar of ISO 8601 is as good as no end
    return `(SELECT to_char(ends.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      FROM (SELECT LEAST(${ends.join(', ')}) AS at) ends WHERE ends.at < '9999-12-31T00:00:00Z'::timestamptz)`;
  }

  /** The id of the one consent by which this person agreed to the value; SQL NULL: there is no single one. */
  consentId(residual: Residual, person: Person | null): string {
    const own = consentScopes(residual).filter(({ attribute }) => attribute === 'subjectConsents');
    const scope = own.find((one) => mustNameRecipient(one.scope)) ?? own.at(-1);
    if (person === null || scope === undefined) return 'NULL::uuid';
    return personConsentId(person, this.#asked(scope.scope));
  }

  #ofFile(expression: string): string {
    if (this.#facts === null) return expression;
    const column = this.#facts.get(expression) ?? `fact_${this.#facts.size}`;
    this.#facts.set(expression, column);
    return `facts.${column}`;
  }

  #asked(scope: string): Asked {
    return {
      scope: this.#placeholder(`scope:${scope}`, scope, 'text'),
      recipient: this.#placeholder('recipient', this.question.caller.organisation, 'text'),
      at: this.#now(),
      byName: mustNameRecipient(scope),
    };
  }

  #now(): string {
    return this.#placeholder('now', this.question.now, 'timestamptz');
  }

  #placeholder(key: string, value: unknown, type: string): string {
    let placeholder = this.#placeholders.get(key);
    if (placeholder === undefined) {
      placeholder = `${this.parameters.add(value)}::${type}`;
      this.#placeholders.set(key, placeholder);
    }
    return placeholder;
  }

  #record(person: Person | null): AttributeSql {
    return {
      scalar: (attribute) => this.#scalar(attribute),
      known: (attribute) => KNOWN[attribute] ?? null,
      contains: (attribute, value) => {
        if (attribute === 'coSignatories') {
          return `(${this.parameters.add(value)}::text = ANY(cf.co_signatories))`;
        }
        const asked = this.#asked(value);
        return attribute === 'subjectConsents' && person !== null
          ? personConsents(person, asked)
          : this.#ofFile(everybodyConsents(asked));
      },
    };
  }

  #scalar(attribute: ScalarAttribute): string {
    switch (attribute) {
      case 'owner':
        return this.#placeholder('owner', this.question.partner, 'text');
      case 'verification':
        return '(e.verification COLLATE "C")';
      case 'confidential':
        return 'cf.confidential';
      case 'embargoed':
        return `COALESCE(cf.embargo_until > ${this.#now()}, FALSE)`;
      case 'daysSinceReceived':
        // CASE, and not the guard alone: AND has no order, and a day that is infinite cannot be counted from
        return `(CASE WHEN isfinite(cf.received_at)
          THEN floor(extract(epoch FROM ${this.#now()} - cf.received_at) / ${SECONDS_PER_DAY}) END)`;
    }
  }
}

/** Of the others: `owner` is a parameter; no embargo is no embargo; a consent that is not there was not given. */
const KNOWN: Partial<Record<RecordAttribute, string>> = {
  verification: 'e.verification IS NOT NULL',
  confidential: 'cf.confidential IS NOT NULL',
  // a name that is missing in the list may be anybody's
  coSignatories: `(cf.co_signatories IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM unnest(cf.co_signatories) AS signed (name) WHERE signed.name IS NULL))`,
  daysSinceReceived: 'isfinite(cf.received_at)',
};

function asksPeople(residual: Residual): boolean {
  const named = namedAttributes(residual);
  return named.includes('consents') || named.includes('subjectConsents');
}

/**
 * The same condition, of which the planner thinks that nearly every row keeps it. Multiplied, its own guesses about
 * several conditions come to a handful of rows, and for a handful it compares every row with every other: over views,
 * whose ids are computed, a page then took 5 s instead of 0.1 s (measured, 900 events, PostgreSQL 15).
 */
function unjudged(condition: string): string {
  return `(NULLIF(${condition}, FALSE) IS NOT NULL)`;
}

/** Equal for conditions that say the same of a row; a condition on somebody's own consent says it of them alone. */
function keyOf(residual: Residual, person: Person | null): string {
  const own = namedAttributes(residual).includes('subjectConsents') ? (person?.id ?? '') : '';
  return `${own} ${residualKey(residual)}`;
}

interface ConsentScope {
  readonly attribute: 'consents' | 'subjectConsents';
  readonly scope: string;
}

/** Every consent that a residual names, each once. */
function consentScopes(residual: Residual): ConsentScope[] {
  const found = new Map<string, ConsentScope>();
  for (const test of residualTests(residual)) {
    if (test.kind !== 'contains' || test.attribute === 'coSignatories') continue;
    found.set(`${test.attribute} ${test.value}`, { attribute: test.attribute, scope: test.value });
  }
  return [...found.values()];
}
