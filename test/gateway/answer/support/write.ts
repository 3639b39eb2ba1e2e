/**
 * Writes one answer: a schema, a query and the joined data, in which every field stands under its own name.
 *
 * Takes them as text and plain values, gives the answer as the caller would read it.
 */
import { compileWriter, type CompileWriterOptions, type Flawed, type ShapeField } from '@vigil/gateway';
import { expandOperation, filterSelection } from '@vigil/policies';
import { buildSchema, parse } from 'graphql';
import { shapeOfTree } from './shape-of-tree.js';

export interface WriteInput {
  readonly sdl: string;
  readonly query: string;
  readonly data: Record<string, unknown> | null;
  readonly denied?: readonly string[];
  readonly openScalars?: boolean;
  /** with what callers do not see; default: `sdl` */
  readonly wholeSdl?: string;
  readonly maxCharacters?: number;
  readonly errors?: Flawed['errors'];
  readonly introspection?: Record<string, unknown>;
  /** the fields of every abstract type, whichever type answers */
  readonly uniform?: boolean;
}

export interface Answer {
  /** the very text */
  readonly text: string;
  readonly data: unknown;
  /** `path code`, the path as JSON */
  readonly errors: readonly string[];
  readonly messages: readonly string[];
}

type Shape = NonNullable<ShapeField['shape']>;

/** Every field of the first type is a field of all: what stage 4 finds out, here taken for granted. */
function uniformly(shape: Shape): Shape {
  const byType = new Map([...shape.byType].map(([name, fields]) => [name, fields.map(below)]));
  const [first] = byType.values();
  return { ...shape, byType, uniform: first ?? [] };
}

function below(field: ShapeField): ShapeField {
  return { ...field, shape: field.shape === null ? null : uniformly(field.shape) };
}

export function write(input: WriteInput): Answer {
  const schema = buildSchema(input.sdl);
  const expanded = expandOperation({
    schema,
    document: parse(input.query),
    maxFields: 1_000,
    kinds: ['query', 'mutation'],
  });
  const tree = filterSelection(expanded, (coordinate) => !(input.denied ?? []).includes(coordinate));
  const shape = shapeOfTree(tree, ({ fieldName }) => fieldName);
  const { openScalars = false, wholeSdl, maxCharacters } = input;
  const options: CompileWriterOptions = {
    schema,
    openScalars,
    ...(wholeSdl === undefined ? {} : { whole: buildSchema(wholeSdl) }),
    ...(maxCharacters === undefined ? {} : { maxCharacters }),
  };
  const { data, errors } = compileWriter(input.uniform === true ? uniformly(shape) : shape, options)(
    { data: input.data, errors: input.errors ?? [] },
    input.introspection ?? {},
  );
  return {
    text: data,
    data: JSON.parse(data) as unknown,
    errors: errors.map(({ path, extensions }) => `${JSON.stringify(path)} ${String(extensions['code'])}`),
    messages: errors.map(({ message }) => message),
  };
}
