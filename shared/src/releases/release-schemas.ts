/**
 * The shapes of what a partner signs, as JSON Schema: for somebody who reads the documents without this project.
 *
 * Shape only: what the figures must add up to is checked by `check-release.ts`. Pure.
 *
 * @see JSON Schema, draft 2020-12
 */
import { z } from 'zod';
import { signedRelease } from './release-document.js';
import { signedRevocation } from './revocation.js';
import { signedPlan } from './signed-plan.js';

const SIGNED = {
  'vigil-release-2': { shape: signedRelease, title: 'Signed release of a Vigil partner' },
  'vigil-plan-1': { shape: signedPlan, title: 'Signed release plan of a Vigil partner' },
  'vigil-revocation-1': {
    shape: signedRevocation,
    title: 'Signed revocation of a release of a Vigil partner',
  },
} as const;

/** JSON Schemas by format name. */
export function releaseSchemas(): Readonly<Record<keyof typeof SIGNED, object>> {
  const schema = (format: keyof typeof SIGNED): object => ({
    ...z.toJSONSchema(SIGNED[format].shape),
    title: SIGNED[format].title,
  });
  return {
    'vigil-release-2': schema('vigil-release-2'),
    'vigil-plan-1': schema('vigil-plan-1'),
    'vigil-revocation-1': schema('vigil-revocation-1'),
  };
}
