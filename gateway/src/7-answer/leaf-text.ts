/**
 * Writes a scalar or an enum value as JSON text, or says that it is none.
 *
 * Takes a type once, gives what writes its values; the writer of objects and lists around them is
 * `compile-writer.ts`. An object in a text's place would carry whatever it holds past the selection, so only plain
 * values pass, and of the contract's own scalars only what they can be.
 *
 * @see GraphQL specification, sections 3.5 and 3.9 (result coercion)
 */
import { DateScalar, DateTimeScalar, isCompactJwe } from '@vigil/shared';
import { isEnumType, type GraphQLEnumType, type GraphQLLeafType, type GraphQLScalarType } from 'graphql';

/** @returns JSON text; null: not a value of the type */
export type LeafText = (value: unknown) => string | null;

/** Anything that JSON would escape: quotes, backslashes, control characters, and lone surrogates (with those that are not). */
const ESCAPED = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** May the text stand between quotes as it is? */
export function isPlainText(value: string): boolean {
  return !ESCAPED.test(value);
}

function quote(value: string): string {
  return isPlainText(value) ? `"${value}"` : JSON.stringify(value);
}

function stringText(value: unknown): string | null {
  return typeof value === 'string' ? quote(value) : null;
}

/** Section 3.5.5: an ID is written as a string, whatever it was stored as. */
function idText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isInteger(value)) return `"${String(value)}"`;
  return stringText(value);
}

/** Section 3.5.1: 32 bits with a sign. */
function intText(value: unknown): string | null {
  return typeof value === 'number' && (value | 0) === value ? String(value) : null;
}

function floatText(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function booleanText(value: unknown): string | null {
  return typeof value === 'boolean' ? String(value) : null;
}

/** Exactly what the scalar itself would write: not another spelling of it. */
function writtenText(scalar: GraphQLScalarType<unknown, string>): LeafText {
  return (value) => {
    try {
      return typeof value === 'string' && scalar.serialize(value) === value ? quote(value) : null;
    } catch {
      return null;
    }
  };
}

function plainText(value: unknown): string | null {
  return stringText(value) ?? floatText(value) ?? booleanText(value);
}

/** JSON.parse reads 1e400 as Infinity, and JSON.stringify would make an unnoticed null of it. */
function refuseInfinity(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('not a number of JSON');
  return value;
}

/** What JSON cannot tell gives undefined, whatever the declaration says. */
function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value, refuseInfinity);
}

/** Section 3.5: a custom scalar may be anything that JSON can tell. */
function anyText(value: unknown): string | null {
  if (typeof value !== 'object') return plainText(value);
  try {
    const text = jsonText(value) ?? null;
    return text === 'null' ? null : text;
  } catch {
    return null;
  }
}

/** Of an API schema: a value that is not accessible is none of it. */
function enumText(type: GraphQLEnumType): LeafText {
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, JSON.stringify(name)]));
  return (value) => texts.get(value) ?? null;
}

const BUILT_IN: ReadonlyMap<string, LeafText> = new Map([
  ['String', stringText],
  ['ID', idText],
  ['Int', intText],
  ['Float', floatText],
  ['Boolean', booleanText],
]);

const CONTRACT: ReadonlyMap<string, LeafText> = new Map([
  ['Date', writtenText(DateScalar)],
  ['DateTime', writtenText(DateTimeScalar)],
  ['Sealed', (value) => (isCompactJwe(value) ? stringText(value) : null)],
]);

/**
 * @param openScalars - false: the contract's scalars are what the contract says, others a plain value; true: a
 * supergraph of somebody else's, whose scalars may be any JSON
 */
export function leafText(type: GraphQLLeafType, openScalars: boolean): LeafText {
  if (isEnumType(type)) return enumText(type);
  const builtIn = BUILT_IN.get(type.name);
  if (builtIn !== undefined) return builtIn;
  return openScalars ? anyText : (CONTRACT.get(type.name) ?? plainText);
}
