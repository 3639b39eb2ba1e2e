/**
 * Draws a document over a schema: aliases that shadow keys, fragments in fragments, inline ones with and without a type,
 * `@skip` and `@include` by literals and variables, merged selections, inputs in every position, `__typename` and
 * introspection. Almost all of them are valid there.
 */
import {
  doTypesOverlap,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Drawing } from './drawing.js';

export interface DrawnDocument {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ALIASES = ['a', 'id', 'title', 'b', 'country', '__proto__', 'constructor', 'v0_id', 'startDate'];
/** Of the statistics plane only what needs no release to say something. */
const ROOT_FIELDS = new Set(['events', 'event', 'partners']);
const MOST_DEPTH = 6;

class Document {
  readonly definitions: string[] = [];
  readonly variables: Record<string, unknown> = {};
  readonly fragments: string[] = [];
  left: number;
  names = 0;

  constructor(
    readonly schema: GraphQLSchema,
    readonly draw: Drawing,
  ) {
    this.left = draw.between(4, 22);
  }

  set(type: GraphQLCompositeType, depth: number): string {
    const written: string[] = [];
    for (let count = this.draw.between(1, 4); count > 0; count -= 1) {
      if (this.left <= 0 && written.length > 0) break;
      this.left -= 1;
      written.push(this.#selection(type, depth));
    }
    return `{ ${written.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const { draw } = this;
    const isAbstract = isAbstractType(type);
    if (depth < MOST_DEPTH && draw.chance(isUnionType(type) ? 85 : isAbstract ? 50 : 16))
      return this.#fragment(type, depth);
    const fields = isUnionType(type) ? [] : this.#fields(type, depth);
    if (fields.length === 0 || draw.chance(7)) return `${this.#alias(25)}__typename${this.#condition()}`;
    return this.#field(draw.pick(fields), depth);
  }

  #fields(
    type: Exclude<GraphQLCompositeType, { getTypes(): unknown }>,
    depth: number,
  ): GraphQLField<unknown, unknown>[] {
    const all = Object.values(type.getFields());
    const known =
      type === this.schema.getQueryType()
        ? all.filter(({ name }) => ROOT_FIELDS.has(name) || name.includes('__'))
        : all;
    return depth < MOST_DEPTH ? known : known.filter((field) => !isCompositeType(getNamedType(field.type)));
  }

  #alias(percent: number): string {
    return this.draw.chance(percent) ? `${this.draw.pick(ALIASES)}: ` : '';
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const head = `${this.#alias(18)}${field.name}${this.#arguments(field.args)}${this.#condition()}`;
    return isCompositeType(type) ? `${head} ${this.set(type, depth + 1)}` : head;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const { draw, schema } = this;
    const others = Object.values(schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) && !other.name.startsWith('__') && doTypesOverlap(schema, type, other),
    );
    const on = draw.pick([type, ...others]);
    const inner = this.set(on, depth + 1);
    const condition = this.#condition();
    if (draw.chance(30)) {
      this.names += 1;
      this.fragments.push(`fragment F${this.names} on ${on.name} ${inner}`);
      const spread = `...F${this.names}${condition}`;
      return draw.chance(20) ? `${spread} ...F${this.names}` : spread;
    }
    return on === type && draw.chance(50)
      ? `...${condition} ${inner}`
      : `... on ${on.name}${condition} ${inner}`;
  }

  #condition(): string {
    const { draw } = this;
    if (!draw.chance(10)) return '';
    const name = draw.pick(['include', 'skip']);
    const value = draw.chance(75) === (name === 'include');
    return ` @${name}(if: ${draw.chance(50) ? String(value) : this.#declare('Boolean!', value)})`;
  }

  #declare(type: string, value: unknown): string {
    this.names += 1;
    const name =
      this.draw.chance(5) && !('representations' in this.variables) ? 'representations' : `v${this.names}`;
    this.definitions.push(`$${name}: ${type}`);
    this.variables[name] = value;
    return `$${name}`;
  }

  #arguments(args: readonly GraphQLArgument[]): string {
    const { draw } = this;
    const written = args.flatMap((arg) => {
      const isNeeded = isNonNullType(arg.type) && arg.defaultValue === undefined;
      // A cursor is what a page gave: none can be drawn.
      if (arg.name === 'after' || (!isNeeded && !draw.chance(40))) return [];
      return [`${arg.name}: ${this.#input(arg)}`];
    });
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  }

  #input({ name, type }: GraphQLArgument): string {
    const { draw } = this;
    if (!draw.chance(35)) return this.#literal(name, type, 0);
    const value = this.#value(name, type, 0);
    if (isNonNullType(type) || !draw.chance(25)) return this.#declare(String(type), value);
    // Not sent: nothing, or the variable's own default.
    this.names += 1;
    const fallback = draw.chance(50) ? ` = ${this.#literal(name, type, 0)}` : '';
    this.definitions.push(`$v${this.names}: ${String(type)}${fallback}`);
    return `$v${this.names}`;
  }

  #value(name: string, type: GraphQLInputType, depth: number): unknown {
    const { draw } = this;
    const nullable = getNullableType(type);
    if (type === nullable && draw.chance(8)) return null;
    if (isListType(nullable)) {
      const item = nullable.ofType;
      if (draw.chance(15)) return this.#value(name, getNullableType(item), depth) ?? [];
      return Array.from({ length: draw.between(1, 2) }, () => this.#value(name, item, depth));
    }
    if (isEnumType(nullable)) return draw.pick(nullable.getValues()).name;
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) =>
          (isNonNullType(field.type) && field.defaultValue === undefined) || (depth < 2 && draw.chance(40)),
      );
      return Object.fromEntries(
        fields.map((field) => [field.name, this.#value(field.name, field.type, depth + 1)]),
      );
    }
    return this.#leaf(name, nullable.name);
  }

  #leaf(name: string, type: string): unknown {
    const { draw } = this;
    switch (name) {
      case 'id':
        return draw.pick(['one:e0', 'two:e0', 'three:e1', 'one:none', 'four:e0', 'nonsense', 'two:e1']);
      case 'countries':
        return draw.pick(['XA', 'XB', 'XC']);
      case 'areas':
        return draw.pick(['XA-01', 'XB-01']);
      case 'partners':
        return draw.pick(['one', 'two', 'three', 'four']);
      case 'from':
        return draw.pick(['2012', '2013-05']);
      case 'to':
        return draw.pick(['2013-05', '2012-03']);
      case 'first':
        return draw.between(1, 5);
      default:
    }
    if (type === 'Int') return draw.below(9);
    if (type === 'Boolean') return draw.chance(50);
    return draw.pick(['text', '', 'with "quotes"']);
  }

  #literal(name: string, type: GraphQLInputType, depth: number): string {
    return this.#print(type, this.#value(name, type, depth));
  }

  #print(type: GraphQLInputType, value: unknown): string {
    const nullable = getNullableType(type);
    if (value === null) return 'null';
    if (isListType(nullable)) {
      const item = nullable.ofType;
      if (!Array.isArray(value)) return this.#print(item, value);
      return `[${value.map((one) => this.#print(item, one)).join(', ')}]`;
    }
    if (isEnumType(nullable) && typeof value === 'string') return value;
    if (!isInputObjectType(nullable)) return JSON.stringify(value);
    const fields = nullable.getFields();
    const members = Object.entries(value as object).flatMap(([name, item]) => {
      const field = fields[name];
      return field === undefined ? [] : [`${name}: ${this.#print(field.type, item)}`];
    });
    return `{ ${members.join(', ')} }`;
  }

  introspection(): string {
    const names = Object.keys(this.schema.getTypeMap()).filter(
      (name) => name.includes('__') && !name.startsWith('__'),
    );
    const name = this.draw.pick([...names, 'Event', 'Nobody']);
    return `looked: __type(name: "${name}") { name kind fields { name args { name type { name } } } inputFields { name } enumValues { name } possibleTypes { name } interfaces { name } }`;
  }
}

/** @param schema - what its author believes in */
export function drawDocument(schema: GraphQLSchema, draw: Drawing): DrawnDocument {
  const query = schema.getQueryType();
  if (query === null || query === undefined) throw new Error('a schema without queries');
  const document = new Document(schema, draw);
  let body = document.set(query, 0);
  if (draw.chance(4)) body = `${body.slice(0, -1)}${document.introspection()} }`;
  const definitions = document.definitions.length === 0 ? '' : `(${document.definitions.join(', ')})`;
  const text = [`query Drawn${definitions} ${body}`, ...document.fragments].join('\n');
  return { text, variables: document.variables };
}
