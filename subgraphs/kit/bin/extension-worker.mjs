/**
 * The thread in which a partner's own `resolvers.mjs` runs, apart from the node that answers the hub.
 *
 * Takes the text of the module, gives the names of its functions and then the answers of their calls, as JSON
 * text. What it throws stays here: outside only the kind of an error and its line are told. Plain JavaScript,
 * because a thread is started from a file. Its other side is src/extension/extension-thread.ts.
 */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';

const { source, maxCharacters } = workerData;
/** Number of a query -> what waits for its rows. */
const waiting = new Map();
let queries = 0;
let resolvers = {};

/** Every member of the module's `resolvers`, functions or not. */
function listMembers(value) {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).flatMap(([type, fields]) =>
    typeof fields === 'object' && fields !== null
      ? Object.entries(fields).map(([field, member]) => ({
          type,
          field,
          callable: typeof member === 'function',
        }))
      : [{ type, field: '', callable: false }],
  );
}

/** Line and column in resolvers.mjs; the module has no file here, so its frames bear the start of its bytes. */
function placeOf(error) {
  const frame = /data:text\/javascript[^:\s]*:(\d+):(\d+)/.exec(String(error?.stack ?? ''));
  return frame ? `resolvers.mjs:${frame[1]}:${frame[2]}` : null;
}

function kindOf(error) {
  const name = error instanceof Error ? error.name : typeof error;
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error';
}

function ask(call, text, values) {
  queries += 1;
  const query = queries;
  return new Promise((resolve, reject) => {
    waiting.set(query, { resolve, reject });
    parentPort.postMessage({ kind: 'query', call, query, text: String(text), values: [...values] });
  });
}

async function answer({ call, type, field, parents, args, caller, now }) {
  try {
    const context = Object.freeze({
      query: (text, values = []) => ask(call, text, values),
      caller: Object.freeze(caller),
      now: new Date(now),
    });
    const value = await resolvers[type][field](JSON.parse(parents), JSON.parse(args), context);
    const json = JSON.stringify(value ?? null) ?? 'null';
    if (json.length > maxCharacters)
      parentPort.postMessage({ kind: 'spoiled', call, why: 'TooMuch', at: null });
    else parentPort.postMessage({ kind: 'answer', call, json });
  } catch (error) {
    parentPort.postMessage({ kind: 'spoiled', call, why: kindOf(error), at: placeOf(error) });
  }
}

parentPort.on('message', (message) => {
  if (message.kind === 'call') {
    void answer(message);
    return;
  }
  const asked = waiting.get(message.query);
  waiting.delete(message.query);
  if (message.kind === 'rows') asked?.resolve(message.rows);
  else asked?.reject(new Error(message.reason));
});

try {
  // From its text and not from a path: what runs is what was checked, and it can import nothing of its folder.
  const module = await import(
    `data:text/javascript;base64,${Buffer.from(source, 'utf8').toString('base64')}`
  );
  resolvers = module.resolvers;
  parentPort.postMessage({ kind: 'loaded', members: listMembers(resolvers) });
} catch (error) {
  const text =
    error instanceof Error ? error.message.split('\n')[0].replace(/data:text\S+/g, 'resolvers.mjs') : '';
  parentPort.postMessage({ kind: 'failed', reason: `${kindOf(error)}: ${text.slice(0, 200)}` });
}
