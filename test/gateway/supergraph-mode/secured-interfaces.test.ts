/** Interfaces and interface objects are no way round what a type behind them demands, nor the other way. */
import { describe, expect, test } from '@jest/globals';
import { compose, link, openSecured, places, type PlainSubgraph } from './secured-supergraph.js';

describe('interfaces', () => {
  const NODES: PlainSubgraph[] = [
    {
      name: 'types',
      sdl: `${link('')}
        type Query { nodes: [Node] leaf: Leaf root: Root }
        interface Node @key(fields: "id") { id: ID! label: String }
        type Leaf implements Node @key(fields: "id") { id: ID! label: String }
        type Root implements Node @key(fields: "id") { id: ID! label: String }`,
      resolvers: {
        Query: {
          nodes: () => [{ __typename: 'Leaf', id: 'l', label: 'LEAF' }],
          leaf: () => ({ id: 'l', label: 'LEAF' }),
          root: () => ({ id: 'r', label: 'ROOT' }),
        },
        Node: { __resolveReference: () => ({ __typename: 'Leaf', id: 'l', label: 'LEAF' }) },
        Leaf: { __resolveReference: () => ({ id: 'l', label: 'LEAF' }) },
        Root: { __resolveReference: () => ({ id: 'r', label: 'ROOT' }) },
      },
    },
    {
      name: 'notes',
      sdl: `${link('')}
        type Node @key(fields: "id") @interfaceObject { id: ID! note: String remark: String }`,
      resolvers: {
        Node: { __resolveReference: ({ id }: { id: string }) => ({ id, note: 'NOTE', remark: 'REMARK' }) },
      },
    },
  ];
  const DEFINITIONS = 'directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM\n';
  const LINKED = compose(NODES).replace(
    '@link(url: "https://specs.apollo.dev/join',
    '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)\n  @link(url: "https://specs.apollo.dev/join',
  );
  /** @param at - the beginning of the definition in which `what` is marked */
  function marked(at: string, what: string): string {
    const start = LINKED.indexOf(at);
    const place = LINKED.indexOf(what, start);
    if (start === -1 || place === -1) throw new Error('nothing is marked');
    const end = place + what.length;
    return `${LINKED.slice(0, end)} @authenticated ${LINKED.slice(end)}\n${DEFINITIONS}`;
  }

  test("an interface object's field, marked on the interface alone: no type behind it gives it", async () => {
    const graph = await openSecured(
      NODES,
      marked('interface Node', 'note: String @join__field(graph: NOTES)'),
    );
    const answer = await graph.ask('{ nodes { note remark } leaf { note } root { remark note } }');
    expect(answer.data).toEqual({
      nodes: [{ note: null, remark: 'REMARK' }],
      leaf: { note: null },
      root: { remark: 'REMARK', note: null },
    });
    expect(places(answer)).toEqual([
      ['nodes', 0, 'note'],
      ['leaf', 'note'],
      ['root', 'note'],
    ]);
    expect(graph.asked.join('\n')).not.toMatch(/note(?!s)/);
  });

  test('a field marked on a type alone: the interface does not give it', async () => {
    const graph = await openSecured(NODES, marked('type Root', 'label: String'));
    const answer = await graph.ask('{ nodes { id label } leaf { label } root { label } }');
    expect(answer.data).toEqual({
      nodes: [{ id: 'l', label: null }],
      leaf: { label: 'LEAF' },
      root: { label: null },
    });
    expect(graph.asked.join('\n')).not.toMatch(/root\{[^}]*label/);
  });

  test('a type marked: fields of the interface type are denied, another type behind it is not', async () => {
    const graph = await openSecured(
      NODES,
      marked('type Root implements Node', '@join__type(graph: TYPES, key: "id")'),
    );
    const answer = await graph.ask('{ nodes { id ... on Leaf { label } } leaf { label note } root { id } }');
    expect(answer.data).toEqual({ nodes: null, leaf: { label: 'LEAF', note: 'NOTE' }, root: null });
    expect(places(answer)).toEqual([['nodes'], ['root']]);
  });

  test('an interface marked: the types behind it are denied', async () => {
    const graph = await openSecured(NODES, marked('interface Node', '@join__type(graph: TYPES, key: "id")'));
    const answer = await graph.ask('{ nodes { id } leaf { label } __typename }');
    expect(answer.data).toEqual({ nodes: null, leaf: null, __typename: 'Query' });
    expect(graph.asked).toEqual([]);
  });

  test('the twin without a mark is answered', async () => {
    const graph = await openSecured(NODES);
    const answer = await graph.ask('{ nodes { id label note } leaf { label note } root { label note } }');
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toMatch(/LEAF.*NOTE.*LEAF.*NOTE.*ROOT.*NOTE/);
  });
});
