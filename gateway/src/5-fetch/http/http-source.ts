/**
 * A plain subgraph over HTTP.
 *
 * Takes a planned operation once and writes what is the same in each of its requests; then takes variables and
 * representations, gives the subgraph's data and errors as they are. No caller's token goes along.
 */
import { HubError } from '@vigil/shared';
import type { SubgraphAnswer, SubgraphQuestion, SubgraphSource } from '../../execution.js';
import type { JsonClients } from './json-clients.js';
import { readSubgraphAnswer } from './subgraph-answer.js';

export interface HttpSourceOptions {
  /** where the subgraph answers, http or https; path and query are kept */
  url: string;
  client: Pick<JsonClients, 'post'>;
  /** for the operator: why there was no answer, without an address or a value */
  onFailure?: (reason: string) => void;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
  'accept-encoding': 'identity',
};

/** @see GraphQL over HTTP, section 6.4: an answer may come with an error status, and is one all the same */
function isAnswerStatus(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 600);
}

/** @throws HubError CONFIG_INVALID */
function readAddress(url: string): { origin: string; path: string } {
  if (URL.canParse(url)) {
    const { protocol, username, password, origin, pathname, search } = new URL(url);
    // A name and a password would be left out, not sent.
    if (['http:', 'https:'].includes(protocol) && username === '' && password === '')
      return { origin, path: `${pathname}${search}` };
  }
  throw new HubError(
    'CONFIG_INVALID',
    'the address of a subgraph must be http or https, without a user name',
    'operator',
  );
}

/** @throws HubError CONFIG_INVALID when `url` is no address of a subgraph */
export function createHttpSource({ url, client, onFailure }: HttpSourceOptions): SubgraphSource {
  const { origin, path } = readAddress(url);
  return {
    batches: true,
    prepare({ text, variableNames, entityLists }) {
      const start = `{"query":${JSON.stringify(text)},"variables":{`;
      const values = variableNames.map((name) => ({ name, start: `${JSON.stringify(name)}:` }));
      const lists = entityLists.map(({ variable }) => `${JSON.stringify(variable)}:[`);

      function bodyOf({ variables, representations }: SubgraphQuestion): string {
        let body = start;
        let separator = '';
        for (const value of values) {
          if (!Object.hasOwn(variables, value.name)) continue;
          const text = JSON.stringify(variables[value.name]) as string | undefined;
          if (text === undefined) continue;
          body += `${separator}${value.start}${text}`;
          separator = ',';
        }
        for (const [index, list] of lists.entries()) {
          body += `${separator}${list}${(representations[index] ?? []).join(',')}]`;
          separator = ',';
        }
        return `${body}}}`;
      }

      return async (question): Promise<SubgraphAnswer> => {
        const request = { origin, path, headers: HEADERS, body: bodyOf(question), isStatus: isAnswerStatus };
        try {
          return readSubgraphAnswer(await client.post(request));
        } catch (error) {
          onFailure?.(error instanceof Error ? error.message : 'unknown');
          throw error;
        }
      };
    },
  };
}
