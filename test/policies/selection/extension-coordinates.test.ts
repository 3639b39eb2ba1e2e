/** What a delegation for an extension names: own and contract coordinates, never federation's machinery. */
import { expect, test } from '@jest/globals';
import { expandOperation, extensionCoordinates } from '@vigil/policies';
import { buildExtensionSchema } from '@vigil/shared';
import { parse } from 'graphql';
import { sampleSdl } from '../../shared/contract/extension-sample.js';

const schema = buildExtensionSchema(sampleSdl('one'));

test.each<[string, string, string[]]>([
  ['the schema itself', '{ _service { sdl } }', ['Query._service']],
  [
    'entities: what is selected of them',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Event { v0_id: id one__transfers(kind: ROAD) { at } } } }',
    ['Event.id', 'Event.one__transfers', 'Event.one__transfers(kind:)', 'one__Kind.ROAD', 'one__Transfer.at'],
  ],
  [
    'root fields, with their inputs and every type that may answer',
    '{ one__sites(where: { name: "x" }) { __typename name } }',
    [
      'Query.one__sites',
      'Query.one__sites(where:)',
      'one__Airport.name',
      'one__Prison.name',
      'one__Site.name',
      'one__SiteFilter.name',
    ],
  ],
  [
    'entities of which only the type is asked',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
    [],
  ],
])('%s', (_name, query, coordinates) => {
  const variables = { representations: [{ __typename: 'Event', id: 'one:a' }] };
  const tree = expandOperation({ schema, document: parse(query), variables, maxFields: 100 });
  expect(extensionCoordinates(tree)).toEqual(coordinates);
});
