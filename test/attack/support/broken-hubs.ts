/**
 * Hubs with one decision switched off at one place: what the attack suite is worth, it is worth because its cases
 * fail here.
 *
 * Takes the place, gives back what puts the decision in again. The parts are changed where they live, so a hub that
 * is started as always uses them.
 */
import {
  AuditQueue,
  CursorSeal,
  PreparedOperations,
  type CursorBinding,
  type Standing,
} from '@vigil/gateway';
import type { PermissionMap } from '@vigil/policies';
import { printSchema } from 'graphql';

export type Mend = () => void;

/** @param make - takes what was there, to be called with `this` */
function replace<T extends object, K extends keyof T>(
  target: T,
  name: K,
  make: (before: T[K]) => T[K],
): Mend {
  const before = target[name];
  target[name] = make(before);
  return () => {
    target[name] = before;
  };
}

const ALWAYS = { kind: 'constant', value: true } as const;
const EVERYBODY: ReadonlySet<string> = new Set(['*hub*', 'one', 'two']);

function allowingAll(map: PermissionMap): PermissionMap {
  return {
    ...map,
    // What was decided soundly is kept under the sound map's hash, and must not be found.
    hash: `${map.hash} allowing all`,
    owners: () => EVERYBODY,
    allows: () => true,
    readers: () => EVERYBODY,
    mayRead: () => true,
    condition: () => ALWAYS,
    readCondition: () => ALWAYS,
  };
}

/** Stage 8 forgets. */
export function withoutRecord(): Mend {
  return replace(AuditQueue.prototype, 'record', () => () => Promise.resolve());
}

/** Stage 8 records what was answered, and not what was refused. */
export function withoutDenials(): Mend {
  return replace(
    AuditQueue.prototype,
    'record',
    (record) =>
      function (this: AuditQueue, entry) {
        return record.call(this, { ...entry, denied: [] });
      },
  );
}

/** Stage 3 allows whatever is asked. */
export function withoutDecision(): Mend {
  return replace(
    PreparedOperations.prototype,
    'decide',
    (decide) =>
      function (this: PreparedOperations, checked, standing, conditions) {
        return decide.call(this, checked, { ...standing, map: allowingAll(standing.map) }, conditions);
      },
  );
}

type Decide = PreparedOperations['decide'];

/** What was decided once is taken for every request with the same key. */
function keptBy(keyOf: (...given: Parameters<Decide>) => string): Mend {
  const kept = new Map<string, ReturnType<Decide>>();
  return replace(
    PreparedOperations.prototype,
    'decide',
    (decide) =>
      function (this: PreparedOperations, ...given) {
        const key = keyOf(...given);
        const ready = kept.get(key) ?? decide.apply(this, given);
        kept.set(key, ready);
        return ready;
      },
  );
}

/** What was decided for one caller is taken for all who send the same text. */
export function withoutMapInKeys(): Mend {
  return keptBy(({ operationName, query }) => `${operationName ?? ''} ${query}`);
}

/** What `@skip` and `@include` say is decided once for all values of their variables. */
export function withoutConditionsInKeys(): Mend {
  return keptBy(({ query }, { map }) => `${map.hash} ${query}`);
}

function sizeOf({ schema }: Standing['view']): number {
  return printSchema(schema).length;
}

/** Documents are valid when they are valid for anybody: the view with most in it is taken for every caller. */
export function withoutViews(): Mend {
  let widest: Standing['view'] | null = null;
  return replace(
    PreparedOperations.prototype,
    'check',
    (check) =>
      function (this: PreparedOperations, document, name, view) {
        if (widest === null || sizeOf(view) > sizeOf(widest)) widest = view;
        return check.call(this, document, name, widest);
      },
  );
}

/** Cursors are good for everybody and everything. */
export function withoutBinding(): Mend {
  const loose = ({ partners }: CursorBinding): CursorBinding => ({
    ...{ filter: '', caller: '', policyVersion: '' },
    partners,
  });
  const mends = [
    replace(
      CursorSeal.prototype,
      'open',
      (open) =>
        function (this: CursorSeal, cursor, binding) {
          return open.call(this, cursor, loose(binding));
        },
    ),
    replace(
      CursorSeal.prototype,
      'seal',
      (seal) =>
        function (this: CursorSeal, place, binding) {
          return seal.call(this, place, loose(binding));
        },
    ),
  ];
  return () => {
    for (const mend of mends) mend();
  };
}
