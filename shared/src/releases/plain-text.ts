/**
 * Free text in signed documents: it is printed in other people's terminals and pages, and must not write there what it
 * likes. Shapes only.
 */
import { z } from 'zod';

/** Line ends, what turns the text around it, and what nobody sees. Joiners stay: Persian and Hindi are written with them. */
const INVISIBLE = String.raw`\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}`;
const NOT_IN_A_LINE = new RegExp(`[\\p{Cc}${INVISIBLE}]`, 'u');
/** The same, but for line feeds. */
const NOT_IN_A_TEXT = new RegExp(`[^\\P{Cc}\\n]|[${INVISIBLE}]`, 'u');

/** @param most - in UTF-16 code units */
export function plainLine(most: number): z.ZodString {
  return z
    .string()
    .max(most)
    .refine((text) => !NOT_IN_A_LINE.test(text), 'a line break, or a character that is not printed');
}

/** The same, of several lines. */
export function plainText(most: number): z.ZodString {
  return z
    .string()
    .max(most)
    .refine((text) => !NOT_IN_A_TEXT.test(text), 'a character that is not printed');
}
