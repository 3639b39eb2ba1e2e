/** Reads what a stranger sent by a schema; says which member is wrong, never its value. */
import type { z } from 'zod';
import { refuseRelease } from './refuse-release.js';

/**
 * Reads a value of a known shape.
 *
 * @throws HubError RELEASE_INVALID naming the first member that is wrong
 */
export function readShape<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return refuseRelease(`field ${issue?.path.join('.') ?? '(root)'}: ${issue?.message ?? 'invalid'}`);
}
