/**
 * A static JSON file behind the hub's own HTTP server: what an answer would cost if nobody had to be asked, recorded or
 * refused. The file is read once and kept; nothing is left to the disk.
 *
 *   node static-process.mjs <file>
 */
import { readFileSync } from 'node:fs';
import { listen, newServer } from '@vigil/gateway';
import { pino } from 'pino';
import './answer-bench.mjs';

const bytes = readFileSync(process.argv[2]);
const server = newServer(pino({ level: 'silent' }));
server.get('/table.json', (_request, reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(bytes),
);
const url = await listen(server, '127.0.0.1', 0);
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
process.send({ type: 'ready', url });
