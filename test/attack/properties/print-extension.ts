/** Writes a drawn extension down as the SDL that a partner's node would serve. */
import { printClassified, type Classification } from '@vigil/shared';
import { CLASSIFIED } from '../../shared/contract/extension-sample.js';
import type { Demand, ExtensionModel, FieldModel, InputModel, TypeModel } from './extension-model.js';

/** How the security directives are called in one SDL. */
export interface Imports {
  readonly link: string;
  readonly authenticated: string;
  readonly requiresScopes: string;
  readonly policy: string;
}

const KEYS = '"@key", "@external", "@requires"';

/** Each by another name: its own, one of the partner's choice, or its full one. */
export const IMPORTS: readonly Imports[] = [
  {
    link: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${KEYS}, "@authenticated", "@requiresScopes", "@policy"])`,
    authenticated: '@authenticated',
    requiresScopes: '@requiresScopes',
    policy: '@policy',
  },
  {
    link: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: [${KEYS}, { name: "@authenticated", as: "@signedIn" }, { name: "@requiresScopes", as: "@mayIf" }, { name: "@policy", as: "@ruled" }])`,
    authenticated: '@signedIn',
    requiresScopes: '@mayIf',
    policy: '@ruled',
  },
  {
    link: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: [${KEYS}])`,
    authenticated: '@federation__authenticated',
    requiresScopes: '@federation__requiresScopes',
    policy: '@federation__policy',
  },
];

const PLAIN_LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [${KEYS}])`;

/** Types of `Event`'s fields that `@requires` may name. */
const EXTERNAL: Readonly<Record<string, string>> = { country: 'String', area: 'String', startDate: 'Date' };

class Printer {
  constructor(private readonly imports: Imports | null) {}

  print({ types, eventFields, queryFields }: ExtensionModel): string {
    const external = [...new Set(eventFields.flatMap(({ requires }) => requires))].map(
      (name) => `${name}: ${EXTERNAL[name] ?? 'String'} @external @classified(class: DEIDENTIFIED)`,
    );
    return [
      this.imports?.link ?? PLAIN_LINK,
      CLASSIFIED,
      'scalar Date @classified(class: PUBLIC)',
      'scalar Sealed @classified(class: IDENTIFYING)',
      `type Event @key(fields: "id") {\n  id: ID! @classified(class: DEIDENTIFIED)\n  ${[...external, ...this.#fields(eventFields)].join('\n  ')}\n}`,
      `type Query {\n  ${this.#fields(queryFields).join('\n  ')}\n}`,
      ...types.map((type) => this.#type(type)),
    ].join('\n\n');
  }

  #type(type: TypeModel): string {
    const { name } = type;
    switch (type.kind) {
      case 'UNION':
        return `union ${name}${marks(type.classed)} = ${type.members.join(' | ')}`;
      case 'SCALAR':
        return `scalar ${name}${marks(type.classed)}${this.#demand(type.demand)}`;
      case 'ENUM':
        return block(
          `enum ${name}${this.#demand(type.demand)}`,
          type.words.map((word) => `${word.name}${marks(word.classed)}`),
        );
      case 'INPUT':
        return block(
          `input ${name}`,
          type.fields.map((field) => inputText(field)),
        );
      case 'OBJECT':
      case 'INTERFACE': {
        const interfaces = type.interfaces.length === 0 ? '' : ` implements ${type.interfaces.join(' & ')}`;
        const keyword = type.kind === 'OBJECT' ? 'type' : 'interface';
        return block(
          `${keyword} ${name}${interfaces}${this.#demand(type.demand)}`,
          this.#fields(type.fields),
        );
      }
    }
  }

  #fields(fields: readonly FieldModel[]): string[] {
    return fields.map(({ name, type, classed, demand, args, requires }) => {
      const given = args.length === 0 ? '' : `(${args.map((arg) => inputText(arg)).join(', ')})`;
      const needs = requires.length === 0 ? '' : ` @requires(fields: "${requires.join(' ')}")`;
      return `${name}${given}: ${type}${marks(classed)}${needs}${this.#demand(demand)}`;
    });
  }

  #demand({ authenticated, scopes, policies }: Demand): string {
    if (this.imports === null) return '';
    return [
      authenticated ? ` ${this.imports.authenticated}` : '',
      scopes === null ? '' : ` ${this.imports.requiresScopes}(scopes: ${JSON.stringify(scopes)})`,
      policies === null ? '' : ` ${this.imports.policy}(policies: ${JSON.stringify(policies)})`,
    ].join('');
  }
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n  ${lines.join('\n  ')}\n}`;
}

function inputText({ name, type, classed, fallback }: InputModel): string {
  return `${name}: ${type}${fallback === null ? '' : ` = ${fallback}`}${marks(classed)}`;
}

function marks(classed: Classification): string {
  return ` ${printClassified(classed.class, classed)}`;
}

/** @param imports - null: without security directives */
export function printExtension(model: ExtensionModel, imports: Imports | null): string {
  return new Printer(imports).print(model);
}
