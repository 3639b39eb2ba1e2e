/**
 * The coalition as it is now: the coalition file, with what the operator decided about partners on top of it.
 *
 * Takes the data directory and the decisions in the database, gives the coalition in force. A file that is wrong
 * changes nothing: the one before stays in force, and the log says once what is wrong.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, type Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import { signingKeyAt, type SigningKey } from '../storage/delegation-keys.js';
import { readChangingFiles, type ChangingFiles, type HubFiles } from '../storage/hub-files.js';
import type { PartnerDecision, PartnerStateStore } from '../storage/partner-state-store.js';

export interface LiveCoalitionOptions {
  dataDir: string;
  files: HubFiles;
  store: Pick<PartnerStateStore, 'decisions'>;
  now: () => Date;
  log: Logger;
}

/** A partner that the coalition file has as active takes part unless the newest decision suspends it. */
function withDecisions(coalition: Coalition, decisions: readonly PartnerDecision[]): Coalition {
  const suspended = new Set(
    decisions.filter(({ decision }) => decision === 'SUSPENDED').map(({ partner }) => partner),
  );
  return {
    ...coalition,
    partners: coalition.partners.map((partner) =>
      partner.status === 'ACTIVE' && suspended.has(partner.id)
        ? { ...partner, status: 'SUSPENDED' }
        : partner,
    ),
  };
}

function digestOf(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
}

/** SHA-256 of the coalition file's bytes, hexadecimal; empty when there is none. */
export function coalitionFileHash(dataDir: string): string {
  return digestOf(join(dataDir, 'coalition.json'));
}

const KEY_FILES = ['delegation-signing.jwk', 'delegation-signing.next.jwk', 'rotation.json'] as const;

function filesHash(dataDir: string): string {
  return [
    coalitionFileHash(dataDir),
    ...KEY_FILES.map((name) => digestOf(join(dataDir, 'keys', name))),
  ].join();
}

export class LiveCoalition {
  #files: ChangingFiles;
  #decisions: readonly PartnerDecision[] = [];
  #coalition: Coalition;
  /** of the files as they were last looked at, wrong ones included */
  #seen: string;
  #hash: string;
  #problem: string | null = null;

  constructor(private readonly options: LiveCoalitionOptions) {
    const { files, dataDir } = options;
    this.#files = { coalition: files.coalition, signing: files.keys.signing };
    this.#coalition = files.coalition;
    this.#seen = filesHash(dataDir);
    this.#hash = coalitionFileHash(dataDir);
  }

  current(): Coalition {
    return this.#coalition;
  }

  /** SHA-256 of the file in force. */
  hash(): string {
    return this.#hash;
  }

  /** Why the file as it is now is not in force; null: it is. */
  problem(): string | null {
    return this.#problem;
  }

  signingKey(): SigningKey {
    return signingKeyAt(this.#files.signing, this.options.now());
  }

  /**
   * Looks at the files once.
   *
   * @returns whether the coalition in force, or what is wrong with the file, is another now
   */
  lookAtFiles(): boolean {
    const { dataDir, files, log } = this.options;
    const before = this.#problem;
    try {
      const seen = filesHash(dataDir);
      if (seen === this.#seen) return false;
      this.#seen = seen;
      this.#files = readChangingFiles(dataDir, files.id);
      this.#hash = coalitionFileHash(dataDir);
      this.#problem = null;
      this.#coalition = withDecisions(this.#files.coalition, this.#decisions);
      log.info('the coalition file was read again');
      return true;
    } catch (error) {
      this.#problem =
        error instanceof HubError ? error.message : 'the coalition file or a key cannot be read';
      if (this.#problem !== before)
        log.error(`the coalition file is not taken, the one before stays in force: ${this.#problem}`);
      return this.#problem !== before;
    }
  }

  /** @returns the partners about which something else holds now */
  async lookAtDecisions(): Promise<string[]> {
    const decisions = await this.options.store.decisions();
    const known = new Map(this.#decisions.map(({ partner, position }) => [partner, position]));
    const changed = decisions.filter(({ partner, position }) => known.get(partner) !== position);
    if (changed.length === 0) return [];
    this.#decisions = decisions;
    this.#coalition = withDecisions(this.#files.coalition, decisions);
    return changed.map(({ partner }) => partner);
  }
}
