/**
 * Keeps V8 from inlining calls of WebAssembly into JavaScript.
 *
 * The policies are evaluated in WebAssembly. V8 11.3 (Node 20) aborts the whole process ("unreachable code" in the
 * deoptimizer) when a function into which it has inlined such a call is deoptimised while the call runs, which is
 * what compiling permission maps again and again does to it. A call that is not inlined costs nanoseconds.
 */
import { setFlagsFromString } from 'node:v8';

/** The newest V8 (Node 22) of which it is known that it has the flag; a later one would only complain. */
const LAST_MAJOR_WITH_FLAG = 12;

/** Must be called before policies are evaluated for the first time. */
export function keepWasmCallsApart(): void {
  if (Number.parseInt(process.versions.v8, 10) > LAST_MAJOR_WITH_FLAG) return;
  setFlagsFromString('--no-turbo-inline-js-wasm-calls');
}
