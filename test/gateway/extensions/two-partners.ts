/** A hub with two partners on real HTTP, each with the sample extension. */
import { sampleSdl } from '../../shared/contract/extension-sample.js';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { TestExtension, TestPartner } from '../support/test-partner.js';
import { makeEvent } from '../support/test-rows.js';

/** Resolvers over made-up values; what must not travel holds CANARY. */
function extensionOf(partner: string): TestExtension {
  const ns = `${partner}__`;
  const prison = {
    __typename: `${ns}Prison`,
    name: `prison of ${partner}`,
    beds: 7,
    wing: { __typename: `${ns}Yard`, size: 3 },
  };
  return {
    sdl: sampleSdl(partner),
    resolvers: {
      Query: {
        [`${ns}sites`]: (_root: unknown, { where }: { where?: { name?: string } | null }) =>
          where?.name === undefined || prison.name === where.name ? [prison] : [],
        [`${ns}files`]: () => [{ page: 41 }],
      },
      Event: {
        [`${ns}transfers`]: (_event: unknown, { kind }: { kind?: string }) => [
          { at: '2013-05-06', kind: kind ?? 'ROAD', escort: 'CANARY-escort', to: prison },
        ],
        [`${ns}court`]: ({ country, startDate }: { country: string | null; startDate: string | null }) =>
          `court of ${country ?? 'nowhere'} since ${startDate ?? 'ever'}`,
        [`${ns}guard`]: () => 'CANARY-guard',
        [`${ns}old`]: () => 1,
      },
    },
  };
}

export interface TwoPartners {
  hub: TestHub;
  one: TestPartner;
  two: TestPartner;
  /** as the regional body, unless somebody else is named */
  ask: (query: string, principal?: string, variables?: Record<string, unknown>) => Promise<Answer>;
  /** the newest entry of the record */
  lastRecord: () => Promise<Record<string, unknown>>;
}

/** Starting takes two compositions; give the hook time. */
export const START_MILLISECONDS = 240_000;

export async function startTwoPartners(): Promise<TwoPartners> {
  const hub = await startTestHub({
    rows: {
      one: [makeEvent('one', 'a', '2012-03-01'), makeEvent('one', 'b', '2012-01-01', 'XB')],
      two: [makeEvent('two', 'c', '2012-02-01')],
    },
  });
  const { one, two } = hub.partners;
  if (one === undefined || two === undefined) throw new Error('no partners');
  one.extension = extensionOf('one');
  two.extension = extensionOf('two');
  await hub.hub.lookAtPartners();
  return {
    hub,
    one,
    two,
    ask: (query, principal = 'regional-body', variables) =>
      hub.ask(query, variables === undefined ? { principal } : { principal, variables }),
    lastRecord: async () => (await hub.audit()).at(-1)?.entry ?? {},
  };
}

export function askedExtension({ asked }: TestPartner): TestPartner['asked'] {
  return asked.filter(({ path }) => path === '/extension');
}
