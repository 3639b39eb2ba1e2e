/**
 * The supergraph in use, as ApolloGateway wants to be told of it: once at the start, and again whenever it is
 * exchanged while the hub runs.
 */
import type { SupergraphManager, SupergraphSdlUpdateFunction } from '@apollo/gateway';

export class SupergraphFeed implements SupergraphManager {
  #update: SupergraphSdlUpdateFunction | null = null;

  constructor(private supergraphSdl: string) {}

  /** Called by ApolloGateway when it loads. */
  initialize: SupergraphManager['initialize'] = ({ update }) => {
    this.#update = update;
    return Promise.resolve({
      supergraphSdl: this.supergraphSdl,
      cleanup: () => {
        this.#update = null;
        return Promise.resolve();
      },
    });
  };

  /** Puts a new supergraph into use; when ApolloGateway refuses it, the old one stays. */
  exchange(supergraphSdl: string): void {
    this.#update?.(supergraphSdl);
    this.supergraphSdl = supergraphSdl;
  }
}
