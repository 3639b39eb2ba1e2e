/**
 * What one case of the attack suite says: who asks what, what may come back, what no partner may be asked for, what
 * the record must tell, and the authorised twin that shows the same question working.
 *
 * Shapes only; `find-violations.ts` judges them.
 */
import type { Answer, TestHub } from '../../gateway/support/test-hub.js';
import type { Asked, TestPartner } from '../../gateway/support/test-partner.js';

/** A principal of the demonstration, the claims of a token, or null: nobody is signed in. */
export type Who = string | Readonly<Record<string, unknown>> | null;

export interface Question {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly documentId?: string;
  readonly via?: 'POST' | 'GET';
  readonly accept?: string;
}

/** The coalition under attack, as a case and its judge see it; `attack-world.ts` makes one. */
export interface AttackWorld {
  readonly hub: TestHub;
  readonly one: TestPartner;
  readonly two: TestPartner;
  send(attack: Attack, who: Who): Promise<Answer>;
  /** forgets what partners were asked, and remembers where the record stands */
  mark(): Promise<void>;
  /** entries of the record since the last mark */
  recorded(): Promise<Record<string, unknown>[]>;
  /** questions about records since the last mark, by partner */
  askedOf(partner: TestPartner): readonly Asked[];
  /** coordinates that this partner was asked for since the last mark */
  coordinatesAskedOf(partner: TestPartner): ReadonlySet<string>;
  close(): Promise<void>;
}

/** What a question in words cannot say: other bytes, other headers, a cursor that is got first. */
export type RawAttack = (world: AttackWorld, token: string | null) => Promise<Answer>;
export type Attack = Question | RawAttack;

export type Expected =
  /** `errors`: each as `path CODE`, in order; none when left out */
  | { readonly data: unknown; readonly errors?: readonly string[] }
  /** nothing is executed: all errors have this code, and there is no data */
  | { readonly refused: string; readonly status?: number }
  /** answered without errors; the text holds these words (and never those of `hides`) */
  | { readonly holds: readonly string[] }
  /** byte for byte what another question answers, once `name` is put where `as` stands */
  | { readonly like: Attack; readonly name: string; readonly as: string };

export interface Twin {
  readonly who?: Who;
  readonly attack?: Attack;
  /** what the answer must hold: that it is really there to be had */
  readonly shows: string;
  /** it is answered without errors, unless it is said which codes belong to it */
  readonly codes?: readonly string[];
}

export interface AttackCase {
  readonly title: string;
  /** default: the regional body, which may read de-identified data of partner `one` */
  readonly who?: Who;
  readonly attack: Attack;
  readonly expect: Expected;
  /** questions about records that each partner gets; default: none at all */
  readonly asks?: Readonly<Record<string, number>>;
  /** coordinates that no partner may be asked for */
  readonly keeps?: readonly string[];
  /** coordinates that the record names as denied; default: those of `keeps` */
  readonly denied?: readonly string[];
  /** words that must not stand in the answer, besides the canary */
  readonly hides?: readonly string[];
  readonly twin: Twin;
}

export interface AttackTable {
  readonly subject: string;
  readonly cases: readonly AttackCase[];
}

/** `path UNAUTHORIZED_FIELD_OR_TYPE` for each path. */
export function denied(...paths: readonly string[]): string[] {
  return paths.map((path) => `${path} UNAUTHORIZED_FIELD_OR_TYPE`);
}
