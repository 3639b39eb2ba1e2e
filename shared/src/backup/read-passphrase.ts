/**
 * The passphrase of a backup: from a file, or from somebody at a terminal, who does not see it and repeats it.
 */
import { readFile } from 'node:fs/promises';
import type { ReadStream } from 'node:tty';
import { HubError } from '../errors/hub-error.js';

const FEWEST_CHARACTERS = 12;

export interface PassphraseOptions {
  readonly file: string | undefined;
  /** where somebody may type */
  readonly terminal: ReadStream;
  readonly say: (text: string) => void;
  /** a new one is typed twice */
  readonly isNew: boolean;
}

function checked(passphrase: string, isNew: boolean): string {
  if (!isNew || passphrase.length >= FEWEST_CHARACTERS) return passphrase;
  throw new HubError(
    'USAGE',
    `a passphrase has at least ${FEWEST_CHARACTERS} characters; six words drawn at random are good`,
    'operator',
  );
}

async function fromFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HubError('USAGE', `the passphrase file ${path} cannot be read`, 'operator', { cause });
  });
  return text.replace(/\r?\n$/, '');
}

/** One line, unseen. Ctrl-C ends it. */
function typed(terminal: ReadStream, say: (text: string) => void, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    say(question);
    terminal.setRawMode(true);
    terminal.setEncoding('utf8');
    const end = (): void => {
      terminal.removeListener('data', take);
      terminal.setRawMode(false);
      terminal.pause();
      say('\n');
    };
    const take = (piece: string | Buffer): void => {
      for (const character of piece.toString()) {
        if (character === '\r' || character === '\n') {
          end();
          resolve(text);
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          end();
          reject(new HubError('USAGE', 'no passphrase was given', 'operator'));
          return;
        }
        text = character === '\u007f' || character === '\b' ? text.slice(0, -1) : text + character;
      }
    };
    terminal.on('data', take);
    terminal.resume();
  });
}

/** @throws HubError USAGE when there is neither a file nor a terminal, or the passphrase is too short */
export async function readPassphrase({ file, terminal, say, isNew }: PassphraseOptions): Promise<string> {
  if (file !== undefined) return checked(await fromFile(file), isNew);
  if (!terminal.isTTY) {
    throw new HubError(
      'USAGE',
      'there is no terminal to ask for the passphrase; give --passphrase-file <file>',
      'operator',
    );
  }
  const passphrase = checked(await typed(terminal, say, 'Passphrase of the backup: '), isNew);
  if (isNew && (await typed(terminal, say, 'The same once more: ')) !== passphrase) {
    throw new HubError('USAGE', 'the two passphrases differ; nothing was written', 'operator');
  }
  return passphrase;
}
