/**
 * Fault: for `@requires(fields: "price(currency: \"USD\")")` the planner fetches `price` under that bare name,
 * whatever the arguments. Two requirements with different arguments, or one beside the same field without any, then
 * share one name, and the later one silently takes the earlier one's place.
 *
 * Repair, before planning: in the supergraph that is planned with, each field that is required with arguments gets
 * a twin without arguments, inaccessible, resolved wherever the field is; requirements name the twin. So the planner
 * sees two fields where there are two values. `repair-restore-arguments.ts` turns twins into fields again.
 *
 * Not mended: a field with arguments of `@fromContext`; the twin would lose them.
 */
import { createHash } from 'node:crypto';
import {
  Kind,
  print,
  visit,
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { inaccessibleName, withInaccessible } from './repair-inaccessible.js';
import {
  fieldsTypesOf,
  namedTypeOf,
  parseFieldSet,
  textArgumentOf,
  type FieldsType,
} from './supergraph-directives.js';

/** What a twin stands for. */
export interface Twin {
  readonly fieldName: string;
  readonly arguments: readonly ArgumentNode[];
}

export interface NamedArguments {
  /** the given document itself when no requirement names arguments */
  readonly supergraph: DocumentNode;
  readonly twins: ReadonlyMap<string, Twin>;
}

export function nameRequiredArguments(given: DocumentNode): NamedArguments {
  const naming = new Naming(given);
  const renamed = naming.renameRequirements(given);
  if (naming.twins.size === 0) return { supergraph: given, twins: naming.twins };
  return { supergraph: withInaccessible(naming.addTwins(renamed)), twins: naming.twins };
}

class Naming {
  readonly twins = new Map<string, Twin>();
  /** type -> names of twins that it is to bear */
  readonly #wanted = new Map<string, Set<string>>();
  readonly #types: ReadonlyMap<string, FieldsType>;

  constructor(supergraph: DocumentNode) {
    this.#types = fieldsTypesOf(supergraph);
  }

  renameRequirements(supergraph: DocumentNode): DocumentNode {
    const inType = (type: FieldsType): FieldsType => ({
      ...type,
      fields: (type.fields ?? []).map((field) => ({
        ...field,
        directives: (field.directives ?? []).map((one) => this.#renameIn(one, type.name.value)),
      })),
    });
    return visit(supergraph, { ObjectTypeDefinition: inType, InterfaceTypeDefinition: inType });
  }

  /** After all requirements are renamed: a twin requires whatever its field requires. */
  addTwins(supergraph: DocumentNode): DocumentNode {
    const marker: ConstDirectiveNode = {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: inaccessibleName(supergraph) },
    };
    const inType = (type: FieldsType): FieldsType => ({
      ...type,
      fields: [
        ...(type.fields ?? []),
        ...[...(this.#wanted.get(type.name.value) ?? [])].flatMap((name) => this.#twinOf(name, type, marker)),
      ],
    });
    return visit(supergraph, { ObjectTypeDefinition: inType, InterfaceTypeDefinition: inType });
  }

  #twinOf(name: string, type: FieldsType, marker: ConstDirectiveNode): FieldDefinitionNode[] {
    const field = type.fields?.find((one) => one.name.value === this.twins.get(name)?.fieldName);
    if (!field) return [];
    return [
      {
        kind: Kind.FIELD_DEFINITION,
        name: nameNode(name),
        type: field.type,
        directives: [...(field.directives ?? []).filter((one) => one.name.value === 'join__field'), marker],
      },
    ];
  }

  #renameIn(directive: ConstDirectiveNode, type: string): ConstDirectiveNode {
    if (directive.name.value !== 'join__field') return directive;
    const text = textArgumentOf(directive, 'requires');
    if (text?.includes('(') !== true) return directive;
    const renamed = this.#renameSet(parseFieldSet(text), type);
    const value = print(renamed).trim().slice(1, -1).trim();
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value } } : argument,
      ),
    };
  }

  #renameSet(set: SelectionSetNode, type: string): SelectionSetNode {
    return { ...set, selections: set.selections.map((selection) => this.#renameOne(selection, type)) };
  }

  #renameOne(selection: SelectionNode, type: string): SelectionNode {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value ?? type;
      return { ...selection, selectionSet: this.#renameSet(selection.selectionSet, on) };
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    return this.#renameField(selection, type);
  }

  #renameField(field: FieldNode, type: string): FieldNode {
    const definition = this.#types.get(type)?.fields?.find(({ name }) => name.value === field.name.value);
    if (!definition) return field;
    const below = field.selectionSet
      ? { selectionSet: this.#renameSet(field.selectionSet, namedTypeOf(definition.type)) }
      : {};
    if (!field.arguments?.length || takesContext(definition)) return { ...field, ...below };
    return { kind: Kind.FIELD, name: nameNode(this.#want(field, type)), ...below };
  }

  #want(field: FieldNode, type: string): string {
    const told = (field.arguments ?? []).map(print).sort().join(', ');
    const hash = createHash('sha256').update(told).digest('hex').slice(0, 12);
    const name = `${field.name.value}__required_${hash}`;
    this.twins.set(name, { fieldName: field.name.value, arguments: field.arguments ?? [] });
    for (const bearer of [type, ...this.#implementing(type)]) {
      const wanted = this.#wanted.get(bearer) ?? new Set();
      this.#wanted.set(bearer, wanted.add(name));
    }
    return name;
  }

  /** A field of an interface is a field of every type that implements it. */
  #implementing(type: string): string[] {
    return [...this.#types.values()]
      .filter(({ interfaces }) => interfaces?.some(({ name }) => name.value === type))
      .map(({ name }) => name.value);
  }
}

function takesContext({ directives }: FieldDefinitionNode): boolean {
  return (directives ?? []).some((one) =>
    one.arguments?.some(({ name }) => name.value === 'contextArguments'),
  );
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}
