/**
 * Rules about the classes of an extension: what the contract has classified stays as it is, what is too dangerous
 * for a subgraph is in none, and what identifies a person travels sealed or not at all.
 *
 * Takes the parsed SDL and its classification, gives what each own field of `Event` requires, or refuses.
 */
import { Kind } from 'graphql';
import type { DocumentNode, FieldDefinitionNode, InputValueDefinitionNode, TypeNode } from 'graphql';
import type { Classification } from '../classified.js';
import { contractClassification } from './contract-classification.js';
import { coordinatesOf } from './coordinates.js';
import { fieldsOf } from './extension-directives.js';
import { refuseExtension } from './refuse-extension.js';

/** Classes that a requirement may have: what the owner's partners read of each other under an agreement. */
const REQUIRABLE: ReadonlySet<string> = new Set(['PUBLIC', 'DEIDENTIFIED']);
/** Classes that no caller may ask by. */
const NEVER_ASKED_BY: ReadonlySet<string> = new Set(['IDENTIFYING', 'AGGREGATE_ONLY']);

export interface ClassedExtension {
  readonly own: readonly string[];
  readonly requires: ReadonlyMap<string, readonly string[]>;
}

/** @throws HubError SDL_REFUSED naming the coordinate and what to write instead */
export function checkExtensionClasses(
  document: DocumentNode,
  classification: ReadonlyMap<string, Classification>,
): ClassedExtension {
  const contract = contractClassification();
  const own: string[] = [];
  for (const { coordinate, node } of coordinatesOf(document)) {
    const given = classification.get(coordinate);
    const known = contract.get(coordinate);
    if (given === undefined) continue;
    if (known !== undefined) checkSame(document, { coordinate, given, known });
    else {
      own.push(coordinate);
      checkOwnClass(document, { coordinate, given, node });
    }
  }
  return { own: own.sort(), requires: readRequires(document, classification) };
}

interface Judged {
  readonly coordinate: string;
  readonly given: Classification;
}

function checkSame(
  document: DocumentNode,
  { coordinate, given, known }: Judged & { known: Classification },
): void {
  if (JSON.stringify(given) === JSON.stringify(known)) return;
  const marks = [
    known.subject === 'NONE' ? '' : `, subject: ${known.subject}`,
    known.flags.length === 0 ? '' : `, flags: [${known.flags.join(', ')}]`,
  ];
  refuseExtension({
    place: coordinate,
    node: nodeAt(document, coordinate),
    what: 'has another class than in the contract',
    remedy: `write @classified(class: ${known.class}${marks.join('')})`,
  });
}

function checkOwnClass(
  document: DocumentNode,
  { coordinate, given, node }: Judged & { node: FieldDefinitionNode | InputValueDefinitionNode | null },
): void {
  const refuse = (what: string, remedy: string): never =>
    refuseExtension({ place: coordinate, node: node ?? nodeAt(document, coordinate), what, remedy });
  if (given.class === 'SECURITY_CRITICAL') {
    refuse('is SECURITY_CRITICAL', 'such data belongs into no graph: leave it out');
  }
  const isField = node?.kind === Kind.FIELD_DEFINITION;
  const isSealed = isField && namedType(node.type) === 'Sealed';
  if (isField && isSealed !== (given.class === 'IDENTIFYING')) {
    if (isSealed) refuse('is Sealed', 'write @classified(class: IDENTIFYING)');
    refuse('is IDENTIFYING and travels in plain', 'make its type Sealed, or leave it out');
  }
  if (!isField && NEVER_ASKED_BY.has(given.class)) {
    refuse(
      `is ${given.class}, and nobody may ask by such data`,
      'leave it out, or give it the class of what is asked by it',
    );
  }
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** The definition that a coordinate without a node of its own belongs to, for its line. */
function nodeAt(
  document: DocumentNode,
  coordinate: string,
): DocumentNode['definitions'][number] | DocumentNode {
  const type = coordinate.split('.')[0];
  return (
    document.definitions.find((definition) => 'name' in definition && definition.name.value === type) ??
    document
  );
}

function eventFields(document: DocumentNode): readonly FieldDefinitionNode[] {
  const event = document.definitions.find(
    (definition) =>
      (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      definition.name.value === 'Event',
  );
  return event !== undefined && 'fields' in event
    ? ((event.fields ?? []) as readonly FieldDefinitionNode[])
    : [];
}

function readRequires(
  document: DocumentNode,
  classification: ReadonlyMap<string, Classification>,
): ReadonlyMap<string, readonly string[]> {
  const fields = eventFields(document);
  const external = new Set(
    fields
      .filter(({ directives }) => (directives ?? []).some(({ name }) => name.value === 'external'))
      .map(({ name }) => name.value),
  );
  const requires = new Map<string, readonly string[]>();
  const used = new Set<string>();
  for (const field of fields) {
    const directive = (field.directives ?? []).find(({ name }) => name.value === 'requires');
    if (directive === undefined) continue;
    const place = `Event.${field.name.value}`;
    const names = fieldsOf(directive)
      .trim()
      .split(/[\s,]+/);
    for (const name of names) {
      const what = `requires ${/^\w{1,100}$/.test(name) ? name : 'something that is no name of a field'}`;
      if (!external.has(name)) {
        refuseExtension({
          place,
          node: directive,
          what,
          remedy: 'name scalar fields of Event that stand beside it as @external, and nothing else',
        });
      }
      if (!REQUIRABLE.has(classification.get(`Event.${name}`)?.class ?? '')) {
        refuseExtension({
          place,
          node: directive,
          what,
          remedy: 'only PUBLIC and DEIDENTIFIED fields can be required: read it at your own node instead',
        });
      }
      used.add(name);
    }
    requires.set(place, [...new Set(names)].map((name) => `Event.${name}`).sort());
  }
  const unused = fields.find(({ name }) => external.has(name.value) && !used.has(name.value));
  if (unused !== undefined) {
    refuseExtension({
      place: `Event.${unused.name.value}`,
      node: unused,
      what: 'is @external and nothing requires it',
      remedy: 'leave it out',
    });
  }
  return requires;
}
