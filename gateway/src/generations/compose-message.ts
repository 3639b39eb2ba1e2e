/** What the hub and its composing thread say to each other. */
import type { CheckedExtension } from '@vigil/shared';
import type { ComposedGraph } from '../composition/compose-supergraph.js';

export interface ComposeQuestion {
  id: number;
  extensions: readonly CheckedExtension[];
}

export type ComposeAnswer = { id: number; composed: ComposedGraph } | { id: number; refused: string };
