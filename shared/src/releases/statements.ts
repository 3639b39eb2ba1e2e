/**
 * What every figure is linked to: how cases come in, and who pays for it. No release is one without.
 *
 * Takes the statements of settings or of a document, gives the first of which nothing is said. Pure.
 */
import { z } from 'zod';
import { plainLine, plainText } from './plain-text.js';

/** Texts stand in every release and beside every figure: long enough for a method, not for a book. */
const sentence = plainLine(500);
const text = plainText(4_000);

export const methodologyStatement = z.strictObject({
  version: plainLine(64),
  caseSelection: text,
  verificationSteps: z.array(sentence).max(50),
  limitations: text,
  standardOfProof: z.enum([
    'REASONABLE_SUSPICION',
    'REASONABLE_GROUNDS',
    'BALANCE_OF_PROBABILITIES',
    'BEYOND_REASONABLE_DOUBT',
  ]),
  changedAt: z.iso.date(),
});

export const fundingStatement = z
  .array(
    z.strictObject({
      donor: sentence,
      amountBand: sentence.nullable(),
      period: sentence.nullable(),
      restrictions: sentence.nullable(),
    }),
  )
  .max(100);

export interface Statements {
  readonly methodology: z.infer<typeof methodologyStatement>;
  readonly fundingStreams: z.infer<typeof fundingStatement>;
}

export type StatementField =
  | 'methodology.caseSelection'
  | 'methodology.limitations'
  | 'methodology.verificationSteps'
  | 'fundingStreams';

/** Empty, or a word that says that somebody will write it later. */
const PLACEHOLDER =
  /^[\s.…?_-]*$|^\W*(todo|tbd|tba|fixme|xxx+|placeholder|lorem ipsum|to be (written|decided|defined))\b/i;

const isOpen = (said: string): boolean => PLACEHOLDER.test(said);

/** The first field in which nothing is said; null when everything is. */
export function unsaidStatement({ methodology, fundingStreams }: Statements): StatementField | null {
  const { caseSelection, limitations, verificationSteps } = methodology;
  if (isOpen(caseSelection)) return 'methodology.caseSelection';
  if (isOpen(limitations)) return 'methodology.limitations';
  if (verificationSteps.length === 0 || verificationSteps.some(isOpen))
    return 'methodology.verificationSteps';
  if (fundingStreams.length === 0 || fundingStreams.some(({ donor }) => isOpen(donor)))
    return 'fundingStreams';
  return null;
}
