import type { SignedRelease } from '@vigil/shared';
export const recoverLedger = (_c: unknown): Promise<void> => Promise.resolve();
export const listSignedReleases = (_c: unknown, _a: number): Promise<SignedRelease[]> => Promise.resolve([]);
