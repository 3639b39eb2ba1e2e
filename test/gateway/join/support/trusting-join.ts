/**
 * The broken twin of the join: it believes its subgraphs. Steps in a row, every answer merged whole into what is
 * there, entities by their place in the list; what a security test shows of the join must not be true of this.
 */
import type { PlanStep } from '@vigil/gateway';
import type { FakeSubgraph } from './hand-plan.js';

type Json = Record<string, unknown>;

function mergeInto(target: Json, source: Json): void {
  for (const [key, value] of Object.entries(source)) {
    const standing = target[key];
    if (typeof standing === 'object' && standing !== null && typeof value === 'object' && value !== null) {
      mergeInto(standing as Json, value as Json);
    } else target[key] = value;
  }
}

function objectsAt(root: Json, path: readonly string[]): Json[] {
  let values: unknown[] = [root];
  for (const segment of path) {
    values = values.flatMap((value) => (segment === '@' ? (value as unknown[]) : [(value as Json)[segment]]));
  }
  return values.filter((value): value is Json => typeof value === 'object' && value !== null);
}

type Required = NonNullable<PlanStep['fetches'][number]['requires']>;

function represent(object: Json, required: Required): Json {
  const pairs = required.flatMap((node): [string, unknown][] =>
    node.kind === 'Field'
      ? [[node.name, object[node.name] ?? null]]
      : Object.entries(represent(object, node.selections)),
  );
  return Object.fromEntries(pairs);
}

/** @returns the data, as it would be written */
export async function trustingJoin(
  steps: readonly PlanStep[],
  subgraphs: Readonly<Record<string, FakeSubgraph>>,
): Promise<Json> {
  const root: Json = {};
  for (const { subgraph, operation, fetches } of steps) {
    const [fetch] = fetches;
    const source = subgraphs[subgraph]?.source;
    if (fetch === undefined || source === undefined) throw new Error('a step has one fetch and a source');
    const objects = objectsAt(root, fetch.path);
    const { requires } = fetch;
    const texts = requires === null ? [] : objects.map((one) => JSON.stringify(represent(one, requires)));
    const question = { variables: {}, representations: requires === null ? [] : [texts] };
    const { data } = await source.prepare(operation)({ ...question, exchange: {} as never });
    const answered = requires === null ? objects.map(() => data) : ((data as Json)['_entities'] as unknown[]);
    answered.forEach((one, at) => {
      const object = objects[at];
      if (object !== undefined && one !== null) mergeInto(object, one as Json);
    });
  }
  return root;
}
