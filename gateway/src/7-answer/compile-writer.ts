/**
 * The writer of one operation's answers: compiled once from the shape of the answer, it writes JSON text straight
 * from the joined data, and nothing besides: what was not selected, or not allowed, has no place to stand.
 *
 * Takes the shape that stage 4 gave, gives what stage 7 runs for each answer. Never throws for what the data holds:
 * what does not fit is null with an error, and a null where none may be spreads upwards.
 *
 * @see GraphQL specification, sections 6.4.3 and 6.4.4
 */
import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { Flawed, type AnswerShape, type ShapeField, type WriteAnswer } from '../execution.js';
import { AnswerSheet } from './answer-sheet.js';
import { leafText } from './leaf-text.js';
import {
  quickWay,
  writeFields,
  type DataRecord,
  type FieldWriter,
  type Outcome,
  type WritePlace,
} from './write-fields.js';

export interface CompileWriterOptions {
  /** what callers see: types and values that are not in it do not leave */
  readonly schema: GraphQLSchema;
  /** custom scalars may be any JSON: for supergraphs other than the contract's */
  readonly openScalars?: boolean;
  /** with what callers do not see; default: they see all there is */
  readonly whole?: GraphQLSchema;
  /** of one answer; 64 Mi by default */
  readonly maxCharacters?: number;
}

interface Compiling {
  readonly schema: GraphQLSchema;
  readonly openScalars: boolean;
  /** is there an object type of this name that callers do not see? */
  readonly isHidden: (typeName: unknown) => boolean;
  /** equal shapes are one object (stage 4), and are compiled once */
  readonly objects: Map<AnswerShape, WriteValue>;
  /** how many lists of fields were compiled: each has a number of its own */
  lists: number;
}

/** Writes a value that is there. What it wrote of one that did not become whole is taken back by who called it. */
type WriteValue = (sheet: AnswerSheet, value: unknown) => Outcome;
const MISFIT = {
  message: 'no usable value was given for this field',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
} as const;

const DENIED = {
  message: 'not authorized to read this field',
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
} as const;

const TYPENAME = '__typename';

const TOO_LONG = {
  message: 'the answer is longer than the hub writes',
  extensions: { code: 'LIMIT_EXCEEDED' },
} as const;

function isRecord(value: unknown): value is DataRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is denied has never been fetched. */
function compileDenied({ returnType }: ShapeField): WritePlace {
  const nullable = !isNonNullType(returnType);
  return (sheet) => {
    sheet.report(DENIED);
    if (nullable) sheet.text += 'null';
    return nullable;
  };
}

/** Answered from the schema that the caller may see, by graphql-js: nothing of it has to be judged. */
function writeIntrospection(responseKey: string): WritePlace {
  return (sheet) => {
    const value = Object.hasOwn(sheet.introspection, responseKey) ? sheet.introspection[responseKey] : null;
    sheet.text += JSON.stringify(value ?? null);
    return true;
  };
}

/**
 * Takes off what is said to be wrong with a value, and tells it.
 *
 * @returns the value; `told`: an error says already why it is as it is (section 6.4.4: only one for each field)
 */
function unwrap(sheet: AnswerSheet, flawed: Flawed): { value: unknown; told: boolean } {
  let value: unknown = flawed;
  let told = false;
  while (value instanceof Flawed) {
    sheet.tell(value.errors);
    told ||= value.errors.length > 0;
    value = value.value;
  }
  return { value, told };
}

/** What is hidden is absent: an error would say that it is there. */
function isWrong(outcome: Outcome | 'ABSENT', nullable: boolean): boolean {
  if (outcome === 'MISFIT') return true;
  return outcome !== 'BUBBLED' && !nullable;
}

/** A place: what is wrong with its value ends here, or spreads to the place above. */
function compilePlace(type: GraphQLOutputType, field: ShapeField, compiling: Compiling): WritePlace {
  const nullable = !isNonNullType(type);
  const writeValue = compileValue(isNonNullType(type) ? type.ofType : type, field, compiling);
  return (sheet, given) => {
    if (sheet.isTooLong) return false;
    let value = given;
    let told = false;
    if (given instanceof Flawed) ({ value, told } = unwrap(sheet, given));
    const before = sheet.text;
    const isThere = value !== null && value !== undefined;
    const outcome = isThere ? writeValue(sheet, value) : 'ABSENT';
    if (outcome === 'WRITTEN') return true;
    if (!told && isWrong(outcome, nullable)) sheet.report(MISFIT);
    // What was written of it before is gone with it. The errors found in it stay: the first of them is why it is
    // gone (section 6.4.4), and the others are no less true.
    sheet.text = nullable ? `${before}null` : before;
    return nullable && !sheet.isTooLong;
  };
}

function compileValue(type: GraphQLOutputType, field: ShapeField, compiling: Compiling): WriteValue {
  if (isListType(type)) return compileList(compilePlace(type.ofType, field, compiling));
  if (isLeafType(type)) {
    const toText = leafText(type, compiling.openScalars);
    return (sheet, value) => {
      const text = toText(value);
      if (text === null) return 'MISFIT';
      sheet.text += text;
      return 'WRITTEN';
    };
  }
  return field.shape === null ? () => 'MISFIT' : compileObject(field.shape, compiling);
}

function compileList(writeItem: WritePlace): WriteValue {
  return (sheet, value) => {
    if (!Array.isArray(value)) return 'MISFIT';
    sheet.text += '[';
    for (let index = 0; index < value.length; index += 1) {
      const { count } = sheet;
      if (index > 0) sheet.text += ',';
      const written = writeItem(sheet, value[index]);
      if (sheet.count !== count) sheet.locate(count, index);
      if (!written) return 'BUBBLED';
    }
    sheet.text += ']';
    return 'WRITTEN';
  };
}

/** The schema says the type of an object; only where it cannot, the data may, within the schema. */
function compileObject(shape: AnswerShape, compiling: Compiling): WriteValue {
  const known = compiling.objects.get(shape);
  if (known !== undefined) return known;
  const write = compileNewObject(shape, compiling);
  compiling.objects.set(shape, write);
  return write;
}

function compileNewObject(shape: AnswerShape, compiling: Compiling): WriteValue {
  const { schema, isHidden } = compiling;
  const unknownType = (value: DataRecord): Outcome => (isHidden(value[TYPENAME]) ? 'HIDDEN' : 'MISFIT');
  const type = schema.getType(shape.type);
  if (!isAbstractType(type)) return compileKnown(shape, shape.type, compiling);
  const possible = schema.getPossibleTypes(type).map(({ name }) => name);
  if (shape.uniform !== null) {
    // An interface object may be all that a subgraph knows of an object; a type that callers do not see is not.
    const known = new Set<unknown>([...possible, type.name, null, undefined]);
    const write = compileFields(shape.uniform, type.name, compiling);
    return (sheet, value) => {
      if (!isRecord(value)) return 'MISFIT';
      return known.has(value[TYPENAME]) ? write(sheet, value) : unknownType(value);
    };
  }
  const byType = compileByType(possible, shape, compiling);
  return (sheet, value) => {
    if (!isRecord(value)) return 'MISFIT';
    const write = byType.get(value[TYPENAME]);
    return write === undefined ? unknownType(value) : write(sheet, value);
  };
}

/** Types whose fields are one list share what is compiled of it, unless their names stand in it. */
function compileByType(
  possible: readonly string[],
  shape: AnswerShape,
  compiling: Compiling,
): ReadonlyMap<unknown, WriteRecord> {
  const shared = new Map<readonly ShapeField[], WriteRecord>();
  const compile = (name: string): WriteRecord => {
    const fields = shape.byType.get(name) ?? [];
    const known = shared.get(fields);
    if (known !== undefined) return known;
    const write = compileFields(fields, name, compiling);
    if (!fields.some(({ kind }) => kind === 'TYPENAME')) shared.set(fields, write);
    return write;
  };
  return new Map(possible.map((name) => [name, compile(name)]));
}

function compileKnown(shape: AnswerShape, typeName: string, compiling: Compiling): WriteValue {
  const write = compileFields(shape.byType.get(typeName) ?? shape.uniform ?? [], typeName, compiling);
  return (sheet, value) => (isRecord(value) ? write(sheet, value) : 'MISFIT');
}

type WriteRecord = (sheet: AnswerSheet, record: DataRecord) => Outcome;

function compileFields(fields: readonly ShapeField[], typeName: string, compiling: Compiling): WriteRecord {
  const number = compiling.lists++;
  const writers = fields.map((field, index) =>
    compileField(field, { mark: index === 0 ? '{' : ',', typeName }, compiling),
  );
  return (sheet, record) => {
    const before = sheet.before(number);
    if (!before.isWorthIt) return writeFields(sheet, writers, record);
    const known = before.find(record);
    if (known !== undefined) {
      sheet.text += known;
      return 'WRITTEN';
    }
    const { text, count } = sheet;
    sheet.text = '';
    const outcome = writeFields(sheet, writers, record);
    // Errors are told at every place: where there are any, it is written anew.
    if (outcome === 'WRITTEN' && sheet.count === count) before.keep(record, sheet.text);
    sheet.text = text + sheet.text;
    return outcome;
  };
}

/** Built in one place, all of one make: the loop over them is half of what writing costs. */
function compileField(
  field: ShapeField,
  { mark, typeName }: { mark: '{' | ','; typeName: string },
  compiling: Compiling,
): FieldWriter {
  const { responseKey, dataKey } = field;
  const key = `${mark}${JSON.stringify(responseKey)}:`;
  return {
    quick: quickWay(field),
    responseKey,
    dataKey,
    inherited: dataKey in Object.prototype,
    prefix: field.kind === 'TYPENAME' && !field.denied ? key + JSON.stringify(typeName) : key,
    quotedPrefix: `${key}"`,
    write: compileWrite(field, compiling),
  };
}

function compileWrite(field: ShapeField, compiling: Compiling): WritePlace {
  if (field.denied) return compileDenied(field);
  if (field.kind === 'TYPENAME') return () => true;
  if (field.kind === 'INTROSPECTION') return writeIntrospection(field.responseKey);
  return compilePlace(field.returnType, field, compiling);
}

/** Compiles the shape of an operation's answer. Everything that can be known beforehand is worked out here. */
export function compileWriter(shape: AnswerShape, options: CompileWriterOptions): WriteAnswer {
  const { schema, openScalars = false, whole = schema, maxCharacters } = options;
  const isHidden = (name: unknown): boolean =>
    typeof name === 'string' && schema.getType(name) === undefined && isObjectType(whole.getType(name));
  const write = compileKnown(shape, shape.type, {
    schema,
    openScalars,
    isHidden,
    objects: new Map(),
    lists: 0,
  });
  return (joined, introspection) => {
    const sheet = new AnswerSheet(introspection, maxCharacters);
    sheet.tellOfAll(joined.errors);
    const isWritten = joined.data !== null && write(sheet, joined.data) === 'WRITTEN';
    if (sheet.isTooLong) return { data: 'null', errors: [TOO_LONG] };
    if (isWritten) return { data: sheet.text, errors: sheet.errors() };
    // Section 7.1.2: where data is null, an error says so.
    if (sheet.count === 0) sheet.tellOfAll([MISFIT]);
    return { data: 'null', errors: sheet.errors() };
  };
}
