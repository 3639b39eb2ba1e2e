/**
 * The names under which values stand in the joined data.
 *
 * Takes asked fields, gives each its data key: the field's own name when it takes no arguments, else the name with
 * a hash of the arguments. A name says nothing of the caller's words and is the same in every operation, except
 * where two fields of one place would clash.
 *
 * A bare name always means the field without arguments. That is what keys and `@requires` inputs are named by, which
 * the planner adds by itself: no value that a caller asked for with arguments of their own can stand in their place.
 */
import { createHash } from 'node:crypto';
import { isListType, isLeafType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { AskedField, AskedSet } from './asked-fields.js';

const HASH_CHARACTERS = 8;

/** Letters and digits only, so that a name made with it is a GraphQL name. */
function shortHash(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return digest.readBigUInt64BE().toString(36).padStart(HASH_CHARACTERS, '0').slice(-HASH_CHARACTERS);
}

/** What two fields must have in common to be merged: lists, non-nulls and the leaf (specification, 5.3.2). */
function shapeText(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${shapeText(type.ofType)}!`;
  if (isListType(type)) return `[${shapeText(type.ofType)}]`;
  return isLeafType(type) ? type.name : '{}';
}

/** One place of the data: whatever stands here under one key is merged, whichever type it is written on. */
interface Level {
  /** name -> what bears it: field, arguments and shape */
  readonly bearers: Map<string, string>;
  readonly below: Map<string, Level>;
}

const newLevel = (): Level => ({ bearers: new Map(), below: new Map() });

/**
 * @param isFieldName - does any type have a field of this name? A made name must never be one.
 * @param hash - eight characters of a name. So short a hash can be made to give the same for two texts.
 */
export function createDataKeys(
  isFieldName: (name: string) => boolean,
  hash: (text: string) => string = shortHash,
): (root: AskedSet) => ReadonlyMap<AskedField, string> {
  const objectNames = new Set(Object.getOwnPropertyNames(Object.prototype));

  function madeName(name: string, told: string): string {
    // Two underscores in front would be a reserved name.
    let made = `${name.replace(/^_+/, '')}__${hash(told)}`;
    while (isFieldName(made)) made += '_';
    return made;
  }

  function keyIn(level: Level, field: AskedField): string {
    const { fieldName, printedArguments, repetition } = field;
    const told = `${fieldName}(${printedArguments})${repetition === 0 ? '' : `#${repetition}`}`;
    const isBare = printedArguments === '' && repetition === 0 && !objectNames.has(fieldName);
    const shape = shapeText(field.returnType);
    const bearer = `${told}:${shape}`;
    const name = isBare ? fieldName : madeName(fieldName, told);
    let key = name;
    // What bears it already is told apart by its arguments or its shape; one more sign until nothing does.
    for (let tried = `${name}:${shape}`; (level.bearers.get(key) ?? bearer) !== bearer; tried += '+')
      key = madeName(fieldName, tried);
    level.bearers.set(key, bearer);
    return key;
  }

  function walk(set: AskedSet, level: Level, keys: Map<AskedField, string>): void {
    for (const field of set.parts.flatMap(({ fields }) => fields)) {
      const key = keyIn(level, field);
      keys.set(field, key);
      if (field.children === null) continue;
      const below = level.below.get(key) ?? newLevel();
      level.below.set(key, below);
      walk(field.children, below, keys);
    }
  }

  return (root) => {
    const keys = new Map<AskedField, string>();
    walk(root, newLevel(), keys);
    return keys;
  };
}
