/**
 * The clauses of a policy: the parts that must all hold before it speaks.
 *
 * Takes a policy as Cedar's own JSON, gives its scope and each condition as a policy of its own, which Cedar can be
 * asked one by one. Judges nothing; `policy-explainer.ts` asks.
 */
import type * as CedarModule from '@cedar-policy/cedar-wasm/nodejs';

type Cedar = Pick<typeof CedarModule, 'policyToText'>;
export type PolicyJson = CedarModule.PolicyJson;
export type Expression = CedarModule.Expr;

export interface Clause {
  /** of the scope who and what for; `when` must be so; `unless` must not be so */
  readonly kind: 'principal' | 'action' | 'resource' | 'when' | 'unless';
  /** Cedar, as a reader of the policy would write it */
  readonly text: string;
  /** a permit that applies when, and only when, the clause is met */
  readonly asPolicy: PolicyJson;
}

const ANYTHING = {
  effect: 'permit',
  principal: { op: 'All' },
  action: { op: 'All' },
  resource: { op: 'All' },
  conditions: [],
} as const satisfies PolicyJson;

/** @returns in the order of the policy: who, what for, where, conditions; parts that ask for nothing are left out */
export function clausesOf(cedar: Cedar, policy: PolicyJson): Clause[] {
  return [...scopeClauses(cedar, policy), ...conditionClauses(cedar, policy)];
}

function scopeClauses(cedar: Cedar, policy: PolicyJson): Clause[] {
  const parts: readonly ['principal' | 'action' | 'resource', PolicyJson][] = [
    ['principal', { ...ANYTHING, principal: policy.principal }],
    ['action', { ...ANYTHING, action: policy.action }],
    ['resource', { ...ANYTHING, resource: policy.resource }],
  ];
  return parts
    .filter(([kind]) => policy[kind].op !== 'All')
    .map(([kind, asPolicy]) => ({ kind, text: scopeText(cedar, kind, asPolicy), asPolicy }));
}

function conditionClauses(cedar: Cedar, { conditions }: PolicyJson): Clause[] {
  return conditions.flatMap(({ kind, body }) =>
    // "unless a or b" is "unless a" and "unless b"; "when a and b" is "when a" and "when b".
    split(kind === 'when' ? '&&' : '||', body).map((part) => {
      const asPolicy = { ...ANYTHING, conditions: [{ kind, body: part }] };
      return { kind, text: conditionText(cedar, part), asPolicy };
    }),
  );
}

function split(operator: '&&' | '||', expression: Expression): Expression[] {
  const parts: Expression[] = [];
  // A list of what is still to be split instead of calls: a policy may be as long as its author likes.
  const pending = [expression];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const joined =
      operator in next
        ? (next as Record<string, { left: Expression; right: Expression }>)[operator]
        : undefined;
    if (joined === undefined) parts.push(next);
    else pending.push(joined.right, joined.left);
  }
  return parts;
}

function textOf(cedar: Cedar, policy: PolicyJson): string {
  const answer = cedar.policyToText(policy);
  return answer.type === 'success' ? answer.text : '';
}

function conditionText(cedar: Cedar, body: Expression): string {
  const whole = textOf(cedar, { ...ANYTHING, conditions: [{ kind: 'when', body }] });
  const inner = /when\s*\{([\s\S]*)\}\s*;\s*$/.exec(whole)?.[1] ?? whole;
  return withoutParentheses(inner.trim().replaceAll(/\s+/g, ' '));
}

function scopeText(cedar: Cedar, kind: 'principal' | 'action' | 'resource', policy: PolicyJson): string {
  const whole = textOf(cedar, policy).replaceAll(/\s+/g, ' ');
  const start = whole.indexOf(`${kind} `);
  const rest = whole.slice(start, whole.lastIndexOf(')'));
  // Names of entities hold no comma that is followed by a variable of the scope.
  return rest.split(/, (?:action|resource)\b/)[0]?.trim() ?? rest;
}

/** `(a == b)` to `a == b`, but never `(a) && (b)` to `a) && (b`. */
function withoutParentheses(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return text;
  }
  return text.slice(1, -1);
}
