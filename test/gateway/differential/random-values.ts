/**
 * Values for the arguments of a random operation: literals, variables with and without defaults, and what a
 * caller sends for them, or leaves out.
 */
import { isEnumType, isInputObjectType, isListType, isNonNullType, type GraphQLInputType } from 'graphql';
import type { Seeded } from './seeded.js';

export interface DeclaredVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly mayBeAbsent: boolean;
  readonly mayBeNull: boolean;
}

/** What is being written. */
export interface Writing {
  readonly random: Seeded;
  readonly definitions: string[];
  readonly declared: DeclaredVariable[];
  readonly fragments: string[];
  /** selections that may still be written */
  left: number;
  /** names given so far */
  names: number;
}

const IDS = ['U0-0', 'U0-1', 'U1-0', 'U1-1', 'U2-0', 'M0a-0', 'M0b-1', 'nobody'];

/** JSON for a variable of the type. */
export function randomValue(random: Seeded, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return presentValue(random, type.ofType);
  return random.chance(0.15) ? null : presentValue(random, type);
}

function presentValue(random: Seeded, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return presentValue(random, type.ofType);
  if (isListType(type)) {
    // A value where a list is due counts as a list of one.
    if (random.chance(0.15)) return presentValue(random, type.ofType);
    return Array.from({ length: random.below(3) }, () => randomValue(random, type.ofType));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        (isNonNullType(field.type) && field.defaultValue === undefined) ||
        random.chance(isInputObjectType(field.type) ? 0.2 : 0.5),
    );
    return Object.fromEntries(fields.map((field) => [field.name, randomValue(random, field.type)]));
  }
  switch (type.name) {
    case 'Int':
      return random.pick([0, 1, -5, 42]);
    case 'Float':
      return random.pick([0, 1.5, 2, -3.25]);
    case 'Boolean':
      return random.chance(0.5);
    case 'ID':
      return random.pick(IDS);
    case 'String':
      return random.pick(['', 'text', 'with "quotes"\n', '✓']);
    default:
      return random.pick<unknown>([1, 'b', true, null, { k: [1] }, [{ l: 'x' }]]);
  }
}

/** JSON as it stands in a document. */
export function writeLiteral(type: GraphQLInputType, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (isNonNullType(type)) return writeLiteral(type.ofType, value);
  if (isListType(type)) {
    if (!Array.isArray(value)) return writeLiteral(type.ofType, value);
    return `[${value.map((item) => writeLiteral(type.ofType, item)).join(', ')}]`;
  }
  if (isEnumType(type)) return value as string;
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return `{${Object.entries(value)
      .flatMap(([name, item]) => {
        const field = fields[name];
        return field ? [`${name}: ${writeLiteral(field.type, item)}`] : [];
      })
      .join(', ')}}`;
  }
  return writeUntyped(value);
}

function writeUntyped(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeUntyped).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${writeUntyped(item)}`)
    .join(', ')}}`;
}

/** @returns `$name`, declared, with or without a default */
export function writeVariable(writing: Writing, type: GraphQLInputType, placeHasDefault: boolean): string {
  const { random } = writing;
  writing.names += 1;
  const odd = 'representations';
  const isFree = !writing.definitions.some((definition) => definition.startsWith(`$${odd}:`));
  const name = isFree && random.chance(0.03) ? odd : `v${writing.names}`;
  const nullable = isNonNullType(type) ? type.ofType : type;
  const hasDefault = random.chance(0.3);
  // Where null is refused, a default of the variable or of the place lets a nullable variable stand.
  const mayBeNullable = !isNonNullType(type) || hasDefault || placeHasDefault;
  const declared = mayBeNullable && random.chance(0.75) ? String(nullable) : `${String(nullable)}!`;
  const fallback = hasDefault ? ` = ${writeLiteral(nullable, presentValue(random, nullable))}` : '';
  writing.definitions.push(`$${name}: ${declared}${fallback}`);
  writing.declared.push({
    name,
    type: nullable,
    mayBeAbsent: hasDefault || !declared.endsWith('!'),
    // Null for a nullable variable in a place that takes none would fail while the field is executed.
    mayBeNull: !declared.endsWith('!') && !isNonNullType(type),
  });
  return `$${name}`;
}

/** What a caller sends: a value, null, or nothing where that is allowed. */
export function drawVariables(
  declared: readonly DeclaredVariable[],
  random: Seeded,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    declared.flatMap(({ name, type, mayBeAbsent, mayBeNull }) => {
      if (mayBeAbsent && random.chance(0.3)) return [];
      return [[name, mayBeNull && random.chance(0.15) ? null : presentValue(random, type)] as const];
    }),
  );
}
