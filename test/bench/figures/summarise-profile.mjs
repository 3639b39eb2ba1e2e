/**
 * A CPU profile in a few lines: which functions, and which parts of the program, the time was spent in themselves.
 *
 * Takes what V8's profiler writes, gives shares of the time that was not idle.
 */
/** `dispatch` without a file is the profiler being told to stop. */
const NOT_WORK = new Set(['(idle) ', '(root) ', 'dispatch ']);

/** `node_modules/undici/lib/x.js` -> undici; `gateway/dist/6-join/x.js` -> gateway/6-join */
function partOf({ functionName, url }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(built in)';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  const installed = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const own = /\/(shared|policies|gateway|test)\/(?:dist\/)?([^/]+)/.exec(url);
  return own === null ? 'other' : `${own[1]}/${own[2]}`;
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  return `${name} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
}

function add(sums, key, microseconds) {
  sums.set(key, (sums.get(key) ?? 0) + microseconds);
}

function highest(sums, { busy, most }) {
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([name, microseconds]) => ({ name, share: microseconds / busy }));
}

/** @returns `parts` and `functions`, highest share first, and the seconds that were not idle */
export function summariseProfile({ nodes, samples, timeDeltas }, { parts = 12, functions = 20 } = {}) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPart = new Map();
  const byFunction = new Map();
  let busy = 0;
  samples.forEach((id, at) => {
    const frame = frames.get(id);
    if (NOT_WORK.has(`${frame.functionName} ${frame.url}`)) return;
    const microseconds = timeDeltas[at];
    busy += microseconds;
    add(byPart, partOf(frame), microseconds);
    add(byFunction, nameOf(frame), microseconds);
  });
  return {
    busySeconds: busy / 1e6,
    parts: highest(byPart, { busy, most: parts }),
    functions: highest(byFunction, { busy, most: functions }),
  };
}
