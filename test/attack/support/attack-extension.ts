/** The sample extension over canaries: what the regional body may not read of it holds one. */
import { CANARY } from '../../gateway/support/test-rows.js';
import type { TestExtension } from '../../gateway/support/test-partner.js';
import { sampleSdl } from '../../shared/contract/extension-sample.js';

interface Place {
  country: string | null;
  startDate: string | null;
}

export function attackExtension(partner: string): TestExtension {
  const ns = `${partner}__`;
  const secret = (what: string): string => `${CANARY}${what}`;
  const prison = {
    ...{ __typename: `${ns}Prison`, name: `prison of ${partner}`, beds: 4711 },
    wing: { __typename: `${ns}Yard`, size: 3 },
  };
  const airport = { __typename: `${ns}Airport`, name: `airport of ${partner}`, code: 'XYZ' };
  return {
    sdl: sampleSdl(partner),
    resolvers: {
      Query: {
        [`${ns}sites`]: () => [prison, airport],
        [`${ns}files`]: () => [{ page: 4711 }],
      },
      Event: {
        [`${ns}transfers`]: (_event: unknown, { kind }: { kind?: string }) => [
          { at: '2012-03-17', kind: kind ?? 'ROAD', escort: secret('escort'), to: prison },
        ],
        [`${ns}court`]: ({ country, startDate }: Place) =>
          `court of ${country ?? 'nowhere'} since ${startDate ?? 'ever'}`,
        [`${ns}guard`]: () => secret('guard'),
        [`${ns}old`]: () => 1,
      },
    },
  };
}
