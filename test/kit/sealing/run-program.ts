/** `vigil-partner` run inside the test: `env` is all it sees of the environment. */
import { runPartnerProgram } from '@vigil/kit';
import { Readable } from 'node:stream';

export interface Run {
  code: number;
  out: string;
  err: string;
}

export async function runProgram(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<Run> {
  let out = '';
  let err = '';
  const streams = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    stdin: Readable.from([input]),
  };
  return { code: await runPartnerProgram(args, streams, env), out, err };
}
