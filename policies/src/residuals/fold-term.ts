/**
 * Puts known attributes into a term and folds it into a residual over the record.
 *
 * Takes a term and values by the name of the attribute; gives a residual in the closed grammar, or null when
 * something is left that does not fit it. Evaluates from left to right as Cedar does: what a false left side
 * hides is not looked at. Pure.
 */
import { allOf, anyOf, constant, negate } from './combine-residuals.js';
import type { BinaryOperator, Term, Value } from './read-term.js';
import { ALWAYS, NEVER, RECORD_ATTRIBUTES, type RecordAttribute, type Residual } from './residual.js';

export type KnownAttributes = ReadonlyMap<string, Operand>;

export type KnownValue = Value | readonly KnownValue[] | { readonly [name: string]: KnownValue };

/** A side of a comparison: a value, an attribute of the record, or a set or record with such parts. */
export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'attribute'; readonly name: RecordAttribute }
  | { readonly kind: 'set'; readonly of: readonly Operand[] }
  | { readonly kind: 'record'; readonly of: ReadonlyMap<string, Operand> };

/** @returns null when nobody can say: the caller must deny */
export function foldTerm(term: Term, known: KnownAttributes): Residual | null {
  switch (term.kind) {
    case 'not':
      return foldNot(foldTerm(term.of, known));
    case 'and':
    case 'or':
      return foldJunction(term, known);
    case 'if':
      return foldIf(term, known);
    case 'binary':
      return foldBinary(term, known);
    case 'isEmpty':
    case 'value':
    case 'unknown':
    case 'set':
    case 'record':
    case 'unreadable':
      return foldLeaf(term, known);
  }
}

function foldNot(of: Residual | null): Residual | null {
  return of === null ? null : negate(of);
}

function foldJunction(
  { kind, left, right }: Extract<Term, { kind: 'and' | 'or' }>,
  known: KnownAttributes,
): Residual | null {
  const first = foldTerm(left, known);
  if (first === null) return null;
  if (first.kind === 'constant' && first.value === (kind === 'or')) return first;
  const second = foldTerm(right, known);
  if (second === null) return null;
  return kind === 'and' ? allOf([first, second]) : anyOf([first, second]);
}

function foldIf(
  { condition, then, otherwise }: Extract<Term, { kind: 'if' }>,
  known: KnownAttributes,
): Residual | null {
  const decides = foldTerm(condition, known);
  if (decides === null) return null;
  if (decides.kind === 'constant') return foldTerm(decides.value ? then : otherwise, known);
  const [yes, no] = [foldTerm(then, known), foldTerm(otherwise, known)];
  if (yes === null || no === null) return null;
  return anyOf([allOf([decides, yes]), allOf([negate(decides), no])]);
}

/** What is true or false by itself; a set, a record or what nobody can read is neither. */
function foldLeaf(term: Term, known: KnownAttributes): Residual | null {
  if (term.kind === 'isEmpty') {
    const of = operand(term.of, known);
    return of?.kind === 'set' ? constant(of.of.length === 0) : null;
  }
  const leaf = operand(term, known);
  if (leaf?.kind === 'value' && typeof leaf.value === 'boolean') return constant(leaf.value);
  return leaf?.kind === 'attribute' ? isTrue(leaf.name) : null;
}

function foldBinary(
  { operator, left, right }: Extract<Term, { kind: 'binary' }>,
  known: KnownAttributes,
): Residual | null {
  const [first, second] = [operand(left, known), operand(right, known)];
  return first === null || second === null ? null : relate(operator, first, second);
}

function relate(operator: BinaryOperator, left: Operand, right: Operand): Residual | null {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '<':
    case '<=':
      return less(operator, left, right);
    case 'contains':
      return contains(left, right);
    case 'containsAll':
      return right.kind === 'set'
        ? every(
            right.of.map((part) => contains(left, part)),
            allOf,
          )
        : null;
    case 'containsAny':
      return overlap(left, right);
  }
}

/** One list is known and is gone through; which of the two does not matter. */
function overlap(left: Operand, right: Operand): Residual | null {
  const [listed, other] = right.kind === 'set' ? [right, left] : [left, right];
  return listed.kind === 'set'
    ? every(
        listed.of.map((part) => contains(other, part)),
        anyOf,
      )
    : null;
}

function contains(left: Operand, right: Operand): Residual | null {
  if (left.kind === 'set')
    return every(
      left.of.map((part) => equal(part, right)),
      anyOf,
    );
  if (left.kind !== 'attribute' || right.kind !== 'value' || typeof right.value !== 'string') return null;
  const { name } = left;
  return isOfKind(name, 'set') ? { kind: 'contains', attribute: name, value: right.value } : null;
}

function equal(left: Operand, right: Operand): Residual | null {
  if (left.kind === 'attribute') return right.kind === 'value' ? attributeIs(left.name, right.value) : null;
  if (right.kind === 'attribute') return equal(right, left);
  if (left.kind === 'record' && right.kind === 'record') return equalRecords(left.of, right.of);
  if (left.kind === 'set' && right.kind === 'set')
    return every([...coverage(left.of, right), ...coverage(right.of, left)], allOf);
  return left.kind === 'value' && right.kind === 'value' ? constant(left.value === right.value) : NEVER;
}

function coverage(parts: readonly Operand[], whole: Operand): (Residual | null)[] {
  return parts.map((part) => contains(whole, part));
}

function equalRecords(
  left: ReadonlyMap<string, Operand>,
  right: ReadonlyMap<string, Operand>,
): Residual | null {
  if (left.size !== right.size) return NEVER;
  const fields: (Residual | null)[] = [];
  for (const [name, field] of left) {
    const other = right.get(name);
    const same = other === undefined ? NEVER : equal(field, other);
    // One part that is not the same decides, whatever the others are: that is how most agreements drop out.
    if (same === NEVER) return NEVER;
    if (same !== ALWAYS) fields.push(same);
  }
  return every(fields, allOf);
}

function less(operator: '<' | '<=', left: Operand, right: Operand): Residual | null {
  if (left.kind === 'attribute') return attributeLess(operator, left.name, right);
  // `3 < days` is "not days <= 3".
  if (right.kind === 'attribute') {
    const turned = attributeLess(operator === '<' ? '<=' : '<', right.name, left);
    return turned === null ? null : negate(turned);
  }
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first === null || second === null) return null;
  return constant(operator === '<' ? first < second : first <= second);
}

function attributeLess(operator: '<' | '<=', name: RecordAttribute, limit: Operand): Residual | null {
  const value = numberOf(limit);
  if (value === null || !isOfKind(name, 'number')) return null;
  return { kind: 'compare', operator, attribute: name, value };
}

function numberOf(side: Operand): number | null {
  return side.kind === 'value' && typeof side.value === 'number' ? side.value : null;
}

function attributeIs(name: RecordAttribute, value: Value): Residual | null {
  if (typeof value === 'string')
    return isOfKind(name, 'string') ? { kind: 'equals', attribute: name, value } : null;
  if (typeof value === 'number')
    return isOfKind(name, 'number') ? { kind: 'compare', operator: '==', attribute: name, value } : null;
  const whether = isTrue(name);
  return whether === null || value ? whether : negate(whether);
}

function isTrue(name: RecordAttribute): Residual | null {
  return isOfKind(name, 'boolean') ? { kind: 'is', attribute: name } : null;
}

/** null when one part is: it may be the one that decides. */
function every(
  parts: readonly (Residual | null)[],
  join: (parts: readonly Residual[]) => Residual,
): Residual | null {
  return parts.includes(null) ? null : join(parts.filter((part) => part !== null));
}

function operand(term: Term, known: KnownAttributes): Operand | null {
  if (term.kind === 'value') return { kind: 'value', value: term.value };
  if (term.kind === 'unknown') return known.get(term.name) ?? attributeOf(term.name);
  if (term.kind === 'set') {
    const parts = operands(term.of, known);
    return parts === null ? null : { kind: 'set', of: parts };
  }
  if (term.kind !== 'record') return null;
  const parts = operands([...term.of.values()], known);
  return parts === null ? null : { kind: 'record', of: named([...term.of.keys()], parts) };
}

function attributeOf(name: string): Operand | null {
  return Object.hasOwn(RECORD_ATTRIBUTES, name) ? { kind: 'attribute', name: name as RecordAttribute } : null;
}

function operands(terms: readonly Term[], known: KnownAttributes): Operand[] | null {
  const parts = terms.map((term) => operand(term, known)).filter((part) => part !== null);
  return parts.length === terms.length ? parts : null;
}

/** A known attribute, made once and used in many folds. */
export function knownValue(value: KnownValue): Operand {
  if (typeof value !== 'object') return { kind: 'value', value };
  if (isList(value)) return { kind: 'set', of: value.map(knownValue) };
  return { kind: 'record', of: named(Object.keys(value), Object.values(value).map(knownValue)) };
}

function named(names: readonly string[], parts: readonly Operand[]): ReadonlyMap<string, Operand> {
  return new Map(parts.map((part, index) => [names[index] ?? '', part] as const));
}

function isList(value: object): value is readonly KnownValue[] {
  return Array.isArray(value);
}

type AttributeOfKind<Kind> = {
  [Name in RecordAttribute]: (typeof RECORD_ATTRIBUTES)[Name] extends Kind ? Name : never;
}[RecordAttribute];

function isOfKind<Kind extends (typeof RECORD_ATTRIBUTES)[RecordAttribute]>(
  name: RecordAttribute,
  kind: Kind,
): name is AttributeOfKind<Kind> {
  return RECORD_ATTRIBUTES[name] === kind;
}
