/** Counters of the hub for the operator's own port: totals only, no caller, no partner's answer. */
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Exchange } from '../exchange.js';

export class HubMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'vigil_hub_requests_total',
    help: 'Requests to /graphql by outcome',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #partners = new Counter({
    name: 'vigil_hub_partner_requests_total',
    help: 'Requests to partners by outcome',
    labelNames: ['partner', 'outcome'],
    registers: [this.#registry],
  });

  readonly #public = new Counter({
    name: 'vigil_hub_public_requests_total',
    help: 'Requests to exports, notices and the other routes beside /graphql, by route and status',
    labelNames: ['route', 'status'],
    registers: [this.#registry],
  });

  /**
   * @param healthOf - of each partner
   * @param releasesOf - how many releases of each partner hold now
   */
  constructor(healthOf: () => ReadonlyMap<string, string>, releasesOf: () => ReadonlyMap<string, number>) {
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'vigil_hub_releases',
      help: 'Releases of the partner that figures are made from',
      labelNames: ['partner'],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [partner, count] of releasesOf()) this.set({ partner }, count);
      },
    });
    new Gauge({
      name: 'vigil_hub_partner_up',
      help: '1 when the last contact with the partner was answered',
      labelNames: ['partner'],
      registers: [this.#registry],
      collect() {
        for (const [partner, health] of healthOf()) this.set({ partner }, health === 'DOWN' ? 0 : 1);
      },
    });
  }

  note({ codes, outcomes }: Exchange): void {
    this.#requests.inc({ outcome: codes[0] ?? 'OK' });
    for (const { partner, outcome } of outcomes) this.#partners.inc({ partner, outcome });
  }

  /** Counts what a server answers beside /graphql: by the route's own pattern, never by what was asked. */
  countRoutes(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url;
      if (route !== '/graphql')
        this.#public.inc({ route: route ?? 'none', status: String(reply.statusCode) });
      done();
    });
  }

  addRoute(server: FastifyInstance): void {
    server.get('/metrics', async (_request, reply) =>
      reply.header('content-type', this.#registry.contentType).send(await this.#registry.metrics()),
    );
  }
}
