/**
 * `@key`: single, several, composite, nested, null, some of them not resolvable.
 *
 * Expected values by hand, from the records at the top of each test. Federation 2 specification, @key: an entity is
 * found by the fields of one key; a subgraph with `resolvable: false` is never asked for it.
 */
import { afterEach, expect, test } from '@jest/globals';
import { askApollo, openFederation, type Federation, type Subgraphs } from './federation.js';

let federation: Federation | undefined;
afterEach(async () => {
  await federation?.close();
  federation = undefined;
});

async function open(subgraphs: Subgraphs): Promise<Federation> {
  federation = await openFederation(subgraphs);
  return federation;
}

test('an entity is followed through keys that only a third subgraph knows both of', async () => {
  const { ask, asked } = await open({
    shelf: {
      sdl: 'type Query { books: [Book!]! } type Book @key(fields: "mark") { mark: ID! }',
      resolvers: { Query: { books: () => [{ mark: 'm1' }, { mark: 'm2' }] } },
    },
    register: {
      sdl: 'type Book @key(fields: "mark") @key(fields: "number") { mark: ID! number: Int! }',
      resolvers: {
        Book: {
          __resolveReference: ({ mark }: { mark: string }) => ({ mark, number: Number(mark.slice(1)) }),
        },
      },
    },
    reader: {
      sdl: 'type Book @key(fields: "number") { number: Int! loans: Int! }',
      resolvers: {
        Book: { __resolveReference: ({ number }: { number: number }) => ({ number, loans: number * 10 }) },
      },
    },
  });
  expect(await ask('{ books { loans mark } }')).toEqual({
    data: {
      books: [
        { loans: 10, mark: 'm1' },
        { loans: 20, mark: 'm2' },
      ],
    },
  });
  expect(asked.map(({ subgraph, representations }) => [subgraph, representations])).toEqual([
    ['shelf', []],
    [
      'register',
      [
        { __typename: 'Book', mark: 'm1' },
        { __typename: 'Book', mark: 'm2' },
      ],
    ],
    [
      'reader',
      [
        { __typename: 'Book', number: 1 },
        { __typename: 'Book', number: 2 },
      ],
    ],
  ]);
});

test('a composite key with an object in it is sent whole, and equal ones once', async () => {
  const place = { room: { house: 'north', floor: 2 }, row: 7 };
  const { ask, asked } = await open({
    shelf: {
      sdl: `
        type Query { boxes: [Box!]! }
        type Box @key(fields: "row room { house floor }") { row: Int! room: Room! }
        type Room @shareable { house: String! floor: Int! window: Boolean }
      `,
      resolvers: { Query: { boxes: () => [place, { ...place, row: 8 }, place] } },
    },
    warden: {
      sdl: `
        type Box @key(fields: "row room { house floor }") { row: Int! room: Room! sealed: String! }
        type Room @shareable { house: String! floor: Int! window: Boolean }
      `,
      resolvers: {
        Box: {
          sealed: ({ row, room }: typeof place) => `${room.house}/${String(room.floor)}/${String(row)}`,
        },
      },
    },
  });
  expect(await ask('{ boxes { sealed } }')).toEqual({
    data: { boxes: [{ sealed: 'north/2/7' }, { sealed: 'north/2/8' }, { sealed: 'north/2/7' }] },
  });
  expect(asked[1]?.representations).toHaveLength(2);
});

test('where a key is null the rest of that entity is null, and the others are not touched', async () => {
  const { ask } = await open({
    shelf: {
      sdl: 'type Query { finds: [Find] } type Find { book: Book } type Book @key(fields: "mark") { mark: ID! }',
      resolvers: {
        Query: { finds: () => [{ book: { mark: 'm1' } }, { book: null }, null, { book: { mark: 'm3' } }] },
      },
    },
    register: {
      sdl: 'type Book @key(fields: "mark") @key(fields: "number") { mark: ID! number: Int }',
      resolvers: {
        Book: {
          __resolveReference: ({ mark }: { mark: string }) =>
            mark === 'm3' ? null : { mark, number: mark === 'm1' ? 1 : null },
        },
      },
    },
    reader: {
      sdl: 'type Book @key(fields: "number") { number: Int author: String }',
      resolvers: { Book: { author: () => 'Ama' } },
    },
  });
  expect(await ask('{ finds { book { mark author } } }')).toEqual({
    data: {
      finds: [
        { book: { mark: 'm1', author: 'Ama' } },
        { book: null },
        null,
        { book: { mark: 'm3', author: null } },
      ],
    },
  });
});

test('an alias that is spelled like a key neither reveals nor forges anything (federation#3036)', async () => {
  const { ask, asked } = await open({
    shelf: {
      sdl: 'type Query { books: [Book!]! } type Book @key(fields: "id") { id: ID! title: String! }',
      resolvers: { Query: { books: () => [{ id: 'b1', title: 'b2' }] } },
    },
    reader: {
      sdl: 'type Book @key(fields: "id") { id: ID! loans: Int! }',
      resolvers: { Book: { loans: ({ id }: { id: string }) => (id === 'b1' ? 1 : 2) } },
    },
  });
  for (const query of ['{ books { id: title loans } }', '{ books { id: title loans __typename: loans } }']) {
    expect(await ask(query)).toMatchObject({ data: { books: [{ id: 'b2', loans: 1 }] } });
    expect(asked[1]?.representations).toEqual([{ __typename: 'Book', id: 'b1' }]);
  }
});

test('keys named like parts of a JavaScript object are data', async () => {
  const { ask } = await open({
    shelf: {
      sdl: 'type Query { books: [Book!]! } type Book @key(fields: "constructor") { constructor: ID! }',
      resolvers: { Query: { books: () => [{ constructor: 'c1' }] } },
    },
    reader: {
      sdl: 'type Book @key(fields: "constructor") { constructor: ID! toString: String! }',
      resolvers: {
        Book: {
          constructor: (parent: { constructor: string }) => parent.constructor,
          toString: (parent: { constructor: string }) => `text of ${parent.constructor}`,
        },
      },
    },
  });
  expect(await ask('{ books { toString constructor } }')).toEqual({
    data: { books: [{ toString: 'text of c1', constructor: 'c1' }] },
  });
});

const COVERED: Subgraphs = {
  titles: {
    sdl: `
      type Print @key(fields: "id") @key(fields: "place { case tray }", resolvable: false) {
        id: ID! place: Place! title: String!
      }
      type Place @shareable { case: ID! tray: ID! slot: ID! }
    `,
    resolvers: {
      Print: {
        __resolveReference: ({ id }: { id?: string }) =>
          id === undefined ? null : { id, place: { case: 'c', tray: 't', slot: 's' }, title: `title ${id}` },
      },
    },
  },
  prints: {
    sdl: `
      type Query { prints: [Print!]! }
      type Print
        @key(fields: "place { case tray }", resolvable: false)
        @key(fields: "id place { tray slot }")
        @key(fields: "id", resolvable: false) {
        id: ID! place: Place! title: String! @external label: String! @requires(fields: "title")
      }
      type Place @shareable { case: ID! tray: ID! slot: ID! }
    `,
    resolvers: {
      Query: { prints: () => [{ id: '7', place: { case: 'c', tray: 't', slot: 's' } }] },
      Print: {
        __resolveReference: (print: { id?: string; place: { slot?: string } }) =>
          print.id === undefined || print.place.slot === undefined ? null : print,
        label: ({ title }: { title: string }) => title.toUpperCase(),
      },
    },
  },
};

test('after @requires an entity is asked for by a key that the subgraph resolves, not by the first one named', async () => {
  const { ask, asked } = await open(COVERED);
  expect(await ask('{ prints { id label } }')).toEqual({ data: { prints: [{ id: '7', label: 'TITLE 7' }] } });
  expect(asked.at(-1)?.representations).toEqual([
    { __typename: 'Print', id: '7', place: { tray: 't', slot: 's' }, title: 'title 7' },
  ]);
});

test('Apollo asks by a key that nobody resolves there, and answers null: why the supergraph is mended', async () => {
  expect(await askApollo(COVERED, '{ prints { id label } }')).toMatchObject({ data: null });
});

const PARTS: Subgraphs = {
  depot: {
    sdl: `
      type Query { sheet: Sheet }
      type Sheet @key(fields: "mark") { mark: ID! part: Int! @external twice: Int @requires(fields: "part") }
    `,
    resolvers: {
      Query: { sheet: () => ({ mark: 'm1' }) },
      Sheet: { twice: ({ part }: { part: number }) => part * 2 },
    },
  },
  index: {
    sdl: `
      type Sheet @key(fields: "mark part") @key(fields: "mark") {
        mark: ID! part: Int! colour: String @external name: String! @requires(fields: "colour")
      }
    `,
    resolvers: {
      Sheet: {
        __resolveReference: (sheet: object) => ({ part: 7, ...sheet }),
        name: ({ colour }: { colour: string }) => `a ${colour} sheet`,
      },
    },
  },
  colours: {
    sdl: 'type Sheet @key(fields: "mark") { mark: ID! colour: String }',
    resolvers: { Sheet: { colour: () => 'grey' } },
  },
};

test('a part of a key that a subgraph has only from others is not asked of it when another key will do', async () => {
  const { ask, asked } = await open(PARTS);
  expect(await ask('{ sheet { name } }')).toEqual({ data: { sheet: { name: 'a grey sheet' } } });
  expect(asked.find(({ subgraph }) => subgraph === 'depot')?.text).not.toContain('part');
  expect(await ask('{ sheet { name part twice } }')).toEqual({
    data: { sheet: { name: 'a grey sheet', part: 7, twice: 14 } },
  });
});

test('Apollo asks for it nevertheless, and loses the whole object: why the plan is mended', async () => {
  expect(await askApollo(PARTS, '{ sheet { name } }')).toMatchObject({ data: { sheet: null } });
});
