/**
 * Extensions for tests: one own field of `Event`, in one of three shapes under one name, and one own root field.
 *
 * Takes a partner's id and the shape, gives SDL and resolvers for a test partner.
 */
import { CLASSIFIED_SDL } from '../../kit/extension/classified-sdl.js';
import type { TestExtension } from './test-partner.js';

export type MarkShape = 'TEXT' | 'OBJECT' | 'NUMBERS';

/** `synthetic-one` -> `synthetic_one__` */
function prefixOf(partner: string): string {
  return `${partner.replaceAll('-', '_')}__`;
}

const TYPES: Readonly<Record<MarkShape, (prefix: string) => string>> = {
  TEXT: () => 'String',
  OBJECT: (prefix) => `${prefix}Mark`,
  NUMBERS: () => '[Int!]',
};

const VALUES: Readonly<Record<MarkShape, unknown>> = {
  TEXT: 'as text',
  OBJECT: { label: 'as object' },
  NUMBERS: [1, 2, 3],
};

export function markSdl(partner: string, shape: MarkShape, extra = ''): string {
  const prefix = prefixOf(partner);
  const mark =
    shape === 'OBJECT' ? `type ${prefix}Mark { label: String @classified(class: DEIDENTIFIED) }` : '';
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
${CLASSIFIED_SDL}
type Query { ${prefix}shape: String @classified(class: PUBLIC) }
type Event @key(fields: "id") {
  id: ID! @classified(class: DEIDENTIFIED)
  ${prefix}mark: ${TYPES[shape](prefix)} @classified(class: DEIDENTIFIED)
  ${extra}
}
${mark}`;
}

/** @param extra - more fields of `Event`, as SDL */
export function markExtension(partner: string, shape: MarkShape, extra = ''): TestExtension {
  const prefix = prefixOf(partner);
  return {
    sdl: markSdl(partner, shape, extra),
    resolvers: {
      Query: { [`${prefix}shape`]: () => shape },
      Event: {
        __resolveReference: (reference: { id: string }) => reference,
        [`${prefix}mark`]: () => VALUES[shape],
      },
    },
  };
}
