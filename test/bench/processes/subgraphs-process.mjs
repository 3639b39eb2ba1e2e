/**
 * The four subgraphs in one process: graphql-js behind plain node:http, as cheap as it can be made.
 *
 * The data never change, so an answer is kept by the bytes of its request: graphql-js runs once for each, and what a
 * bench measures is the gateway. `--execute` runs it every time. Counts what was asked.
 */
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { execute, parse, validate } from 'graphql';
import { answerBench } from './answer-bench.mjs';
import { SHOP_SUBGRAPHS, shopSchemas } from '../shop/shop-schemas.mjs';

const executeAlways = process.argv.includes('--execute');
const schemas = shopSchemas();
const counts = Object.fromEntries(SHOP_SUBGRAPHS.map((name) => [name, 0]));
const documents = new Map();
const answers = new Map();

function documentOf(name, query) {
  const key = `${name} ${query}`;
  const known = documents.get(key) ?? parse(query);
  if (!documents.has(key)) {
    const [error] = validate(schemas.get(name), known);
    if (error !== undefined) throw error;
    documents.set(key, known);
  }
  return known;
}

async function answer(name, body) {
  const key = `${name} ${body}`;
  const known = answers.get(key);
  if (known !== undefined && !executeAlways) return known;
  const { query, variables } = JSON.parse(body);
  const result = await execute({
    schema: schemas.get(name),
    document: documentOf(name, query),
    variableValues: variables,
  });
  const made = Buffer.from(JSON.stringify(result));
  if (!executeAlways) answers.set(key, made);
  return made;
}

function listen() {
  const server = createServer((request, response) => {
    const name = request.url.slice(1);
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      counts[name] += 1;
      try {
        const bytes = await answer(name, Buffer.concat(chunks).toString('utf8'));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
        response.end(bytes);
      } catch (error) {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ errors: [{ message: error.message }] }));
      }
    });
  });
  // a gateway's connections live through the rounds of the other
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => {
    process.send({ type: 'ready', url: `http://127.0.0.1:${server.address().port}` });
  });
}

answerBench({ counts: () => counts });
process.on('disconnect', () => process.exit(0));
listen();
