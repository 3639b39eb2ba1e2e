/** Plain Apollo: ApolloGateway behind ApolloServer's own server, as their documentation shows it, over a supergraph file. */
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const server = new ApolloServer({
  gateway: new ApolloGateway({ supergraphSdl: readFileSync(process.argv[2], 'utf8') }),
});
const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
process.send({ type: 'ready', url });
process.on('disconnect', () => process.exit(0));
