/** Obligations as sorted names, and in words. */
import type { Obligations } from '@vigil/policies';

export function obligationNames({ generalise, pseudonymise, seal }: Obligations): string[] {
  return [...generalise, ...(pseudonymise ? ['pseudonymise'] : []), ...(seal ? ['seal'] : [])].sort();
}

const WORDS: Readonly<Record<string, string>> = {
  month: 'dates are cut to the month',
  admin1: 'places are cut to the area',
  ageBand: 'ages are cut to the band',
  pseudonymise: 'ids are pseudonyms for this recipient',
  seal: 'the value leaves sealed, for the recipient alone',
};

export function obligationsInWords(names: readonly string[]): string {
  return names.map((name) => WORDS[name] ?? name).join('; ');
}
