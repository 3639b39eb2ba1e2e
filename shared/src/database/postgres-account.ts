/**
 * The account PostgreSQL runs as. It refuses to run as root, so root needs another one.
 */
import { HubError } from '../errors/hub-error.js';
import { runProgram } from './run-program.js';
import type { Account } from './run-program.js';

async function lookUp(name: string): Promise<Account | null> {
  const [user, group] = await Promise.all([
    runProgram('id', ['-u', name], null),
    runProgram('id', ['-g', name], null),
  ]);
  const uid = Number.parseInt(user.output, 10);
  const gid = Number.parseInt(group.output, 10);
  return user.code === 0 && group.code === 0 && uid > 0 && gid > 0 ? { uid, gid } : null;
}

/** shadow-utils first, then the busybox programs of small images. */
const CREATE: readonly (readonly [string, readonly string[]])[] = [
  ['groupadd', ['--system', 'postgres']],
  ['useradd', ['--system', '--no-create-home', '--gid', 'postgres', 'postgres']],
  ['addgroup', ['-S', 'postgres']],
  ['adduser', ['-S', '-H', '-D', '-G', 'postgres', 'postgres']],
];

/**
 * @returns null for an ordinary user, who runs PostgreSQL as oneself; for root the account `postgres`, made
 *   when missing, else `nobody`
 * @throws HubError DATABASE_UNREACHABLE when root has no account to run it as
 */
export async function accountForPostgres(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const existing = await lookUp('postgres');
  if (existing !== null) return existing;
  for (const [program, args] of CREATE) {
    await runProgram(program, args, null, 30_000);
    const made = await lookUp('postgres');
    if (made !== null) return made;
  }
  const nobody = await lookUp('nobody');
  if (nobody !== null) return nobody;
  throw new HubError(
    'DATABASE_UNREACHABLE',
    'PostgreSQL does not run as root and there is no other account for it; create one named postgres, run as an ordinary user, or set DATABASE_URL',
    'operator',
  );
}
