/**
 * Reads what Cedar's partial evaluation leaves of a policy (its JSON form of an expression) into terms.
 *
 * Takes JSON of unknown shape, gives terms; `fold-term.ts` puts the known attributes in. A node that is not
 * understood stays in the term as one that nobody can read, and whatever depends on it denies.
 */

export type Value = boolean | number | string;

/** Operators of two sides that are read; `!=`, `>` and `>=` are written with these. */
const BINARY = ['==', '<', '<=', 'contains', 'containsAll', 'containsAny'] as const;
export type BinaryOperator = (typeof BINARY)[number];

export type Term =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'not'; readonly of: Term }
  | { readonly kind: 'and' | 'or'; readonly left: Term; readonly right: Term }
  | { readonly kind: 'if'; readonly condition: Term; readonly then: Term; readonly otherwise: Term }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Term; readonly right: Term }
  | { readonly kind: 'isEmpty'; readonly of: Term }
  | { readonly kind: 'set'; readonly of: readonly Term[] }
  | { readonly kind: 'record'; readonly of: ReadonlyMap<string, Term> }
  | { readonly kind: 'unreadable' };

const UNREADABLE: Term = Object.freeze({ kind: 'unreadable' });
const TRUE: Term = Object.freeze({ kind: 'value', value: true });

/** The conditions of a residual policy, all of which must hold; `unless` counts as "when not". */
export function readConditions(conditions: unknown): Term {
  if (!Array.isArray(conditions)) return UNREADABLE;
  return conditions.map(readCondition).reduceRight<Term>((right, left) => conjoin(left, right), TRUE);
}

function readCondition(condition: unknown): Term {
  if (!isNode(condition)) return UNREADABLE;
  const body = readTerm(condition['body']);
  if (condition['kind'] === 'when') return body;
  return condition['kind'] === 'unless' ? { kind: 'not', of: body } : UNREADABLE;
}

function readTerm(expression: unknown): Term {
  if (!isNode(expression)) return UNREADABLE;
  const [entry, ...more] = Object.entries(expression);
  if (entry === undefined || more.length > 0) return UNREADABLE;
  const [operator, operand] = entry;
  return isBinary(operator) ? readBinary(operator, operand) : readOther(operator, operand);
}

function readOther(operator: string, operand: unknown): Term {
  switch (operator) {
    case 'Value':
      return readValue(operand);
    case 'unknown':
      return readUnknown(operand);
    case '!':
      return isNode(operand) ? negated(readTerm(operand['arg'])) : UNREADABLE;
    case 'isEmpty':
      return isNode(operand) ? { kind: 'isEmpty', of: readTerm(operand['arg']) } : UNREADABLE;
    case 'if-then-else':
      return readIf(operand);
    case 'Set':
      return Array.isArray(operand) ? { kind: 'set', of: operand.map(readTerm) } : UNREADABLE;
    case 'Record':
      return isNode(operand)
        ? {
            kind: 'record',
            of: new Map(Object.entries(operand).map(([name, field]) => [name, readTerm(field)])),
          }
        : UNREADABLE;
    default:
      return readJunction(operator, operand);
  }
}

function readJunction(operator: string, operand: unknown): Term {
  if (!isNode(operand)) return UNREADABLE;
  const [left, right] = [readTerm(operand['left']), readTerm(operand['right'])];
  switch (operator) {
    case '&&':
      return conjoin(left, right);
    case '||':
      return { kind: 'or', left, right };
    case '!=':
      return negated({ kind: 'binary', operator: '==', left, right });
    // Cedar's own parser writes `a > b` as `!(a <= b)`.
    case '>':
      return negated({ kind: 'binary', operator: '<=', left, right });
    case '>=':
      return negated({ kind: 'binary', operator: '<', left, right });
    default:
      return UNREADABLE;
  }
}

/** Cedar puts `true && …` before each condition that it has decided. */
function conjoin(left: Term, right: Term): Term {
  if (left.kind === 'value' && left.value === true) return right;
  if (left.kind === 'value' && left.value === false) return left;
  // What stands on the left is evaluated first and may be what nobody can read: only `… && true` is dropped.
  return right.kind === 'value' && right.value === true ? left : { kind: 'and', left, right };
}

function negated(of: Term): Term {
  return { kind: 'not', of };
}

function readBinary(operator: BinaryOperator, operand: unknown): Term {
  if (!isNode(operand)) return UNREADABLE;
  return {
    kind: 'binary',
    operator,
    left: readTerm(operand['left']),
    right: readTerm(operand['right']),
  };
}

function readIf(operand: unknown): Term {
  if (!isNode(operand)) return UNREADABLE;
  return {
    kind: 'if',
    condition: readTerm(operand['if']),
    then: readTerm(operand['then']),
    otherwise: readTerm(operand['else']),
  };
}

/** `[{ "Value": "consents" }]` */
function readUnknown(operand: unknown): Term {
  if (!Array.isArray(operand) || operand.length !== 1) return UNREADABLE;
  const named: unknown = operand[0];
  const name = isNode(named) ? named['Value'] : undefined;
  return typeof name === 'string' ? { kind: 'unknown', name } : UNREADABLE;
}

/** Texts, Booleans and numbers that JavaScript holds exactly; sets and records come as nodes of their own. */
function readValue(operand: unknown): Term {
  if (typeof operand === 'string' || typeof operand === 'boolean') return { kind: 'value', value: operand };
  if (typeof operand === 'number' && Number.isSafeInteger(operand)) return { kind: 'value', value: operand };
  return UNREADABLE;
}

function isBinary(operator: string): operator is BinaryOperator {
  return (BINARY as readonly string[]).includes(operator);
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
