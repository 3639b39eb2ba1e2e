/**
 * The queries that the demonstration prints once it is ready: a public figure, a trend across partners, one that asks
 * for what nobody may have, and one whose answer the court alone can open.
 */

export interface ReadyMadeQuery {
  title: string;
  principal: 'public-analyst' | 'regional-body' | 'court';
  query: string;
  /** the answer holds sealed values, which a second command opens */
  sealed?: true;
}

export const READY_MADE_QUERIES: readonly ReadyMadeQuery[] = [
  {
    title: 'Anyone: who takes part, and what was the last release of each',
    principal: 'public-analyst',
    query: '{ partners { id name countries lastRelease { id madeAt } } }',
  },
  {
    title: 'A regional body: documented unlawful detentions by country and month of 2012, with their limits',
    principal: 'regional-body',
    query:
      '{ indicatorTable(indicator: UNLAWFUL_DETENTION, by: [COUNTRY, MONTH], where: {from: "2012-01", to: "2012-12"}) ' +
      '{ notice dataVersion cells { country month countingUnit released lower upper standardError } ' +
      'coverage { partner { id } country from to status } } }',
  },
  {
    title: "The same body: events of one partner; a witness's name stays null and says why",
    principal: 'regional-body',
    query:
      '{ events(first: 3) { nodes { id startDate country area acts { type victim { sex ageBand legalName } } ' +
      'witnesses { legalName } } pageInfo { hasNextPage } } }',
  },
  {
    title:
      "A court: names of victims who agreed to it, sealed to the court's key by the partner, opened by the court",
    principal: 'court',
    query:
      '{ events(first: 20, where: {partners: ["synthetic-one"]}) { nodes { id country acts { type victim { id legalName } } } } }',
    sealed: true,
  },
];

/** What opens the sealed values of an answer, put behind the line that asks for it. */
export function asUnseal(privateFile: string): string {
  return `npx vigil-partner unseal --key '${privateFile.replaceAll("'", String.raw`'\''`)}'`;
}

/** A line for a terminal; single quotes in the query do not occur, double quotes are escaped by JSON. */
export function asCurl(url: string, token: string, query: string): string {
  const body = JSON.stringify({ query }).replaceAll("'", String.raw`'\''`);
  return `curl -s ${url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${token}' -d '${body}'`;
}
