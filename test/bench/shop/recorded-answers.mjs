/**
 * The bench's subgraphs inside this process: whatever was asked before is answered by the JSON text that was recorded
 * then, parsed anew each time as an answer from the network would be.
 *
 * Gives the same recordings as data sources for ApolloGateway and as sources for the hub's executor.
 */
import { graphql } from 'graphql';
import { shopSchemas } from './shop-schemas.mjs';

/** The text of a question's variables, written as an HTTP body would be. */
function variablesText({ variableNames, entityLists }, { variables, representations }) {
  const parts = variableNames
    .filter((name) => variables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(variables[name])}`);
  entityLists.forEach(({ variable }, at) => {
    parts.push(`${JSON.stringify(variable)}:[${representations[at].join(',')}]`);
  });
  return `{${parts.join(',')}}`;
}

export class RecordedAnswers {
  /** recordings that were asked for, while somebody wants to know */
  heard = null;
  #schemas = shopSchemas();
  #texts = new Map();

  async #ask(subgraph, query, variables) {
    const key = `${subgraph} ${query} ${variables}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      const schema = this.#schemas.get(subgraph);
      text = JSON.stringify(await graphql({ schema, source: query, variableValues: JSON.parse(variables) }));
      this.#texts.set(key, text);
    }
    this.heard?.push(text);
    return JSON.parse(text);
  }

  /** what ApolloGateway's `buildService` gives */
  dataSource(subgraph) {
    return {
      process: ({ request: { query, variables } }) =>
        this.#ask(subgraph, query, JSON.stringify(variables ?? {})),
    };
  }

  /** subgraph -> source for the hub's executor */
  sources() {
    const source = (subgraph) => ({
      batches: true,
      prepare: (operation) => async (question) => {
        const { data, errors } = await this.#ask(
          subgraph,
          operation.text,
          variablesText(operation, question),
        );
        return { data, errors: errors ?? [] };
      },
    });
    return new Map([...this.#schemas.keys()].map((name) => [name, source(name)]));
  }
}
