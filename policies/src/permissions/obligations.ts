/**
 * Obligations: what a permission demands to be done with a value before it leaves.
 *
 * Written in the policies as annotations of a `permit`; applied by the partner, and by the hub once more.
 */

/** `@generalise("month, admin1, ageBand")` */
export const GENERALISATIONS = ['month', 'admin1', 'ageBand'] as const;
export type Generalisation = (typeof GENERALISATIONS)[number];

export interface Obligations {
  /** a date to its month, a place to its ISO 3166-2 area, an age to its band */
  readonly generalise: ReadonlySet<Generalisation>;
  /** `@pseudonymise`: ids are keyed per event and recipient */
  readonly pseudonymise: boolean;
  /** `@seal`: leaves as ciphertext for one recipient, or not at all */
  readonly seal: boolean;
}

export const NO_OBLIGATIONS: Obligations = Object.freeze({
  generalise: new Set<Generalisation>(),
  pseudonymise: false,
  seal: false,
});

/** Where several permits allow the same, what any of them demands is done. */
export function joinObligations(all: readonly Obligations[]): Obligations {
  return Object.freeze({
    generalise: new Set(
      GENERALISATIONS.filter((generalisation) =>
        all.some(({ generalise }) => generalise.has(generalisation)),
      ),
    ),
    pseudonymise: all.some(({ pseudonymise }) => pseudonymise),
    seal: all.some(({ seal }) => seal),
  });
}

/** Whether everything that is demanded is among what is given. */
export function coversObligations(given: Obligations, demanded: Obligations): boolean {
  return (
    [...demanded.generalise].every((generalisation) => given.generalise.has(generalisation)) &&
    (given.pseudonymise || !demanded.pseudonymise) &&
    (given.seal || !demanded.seal)
  );
}

/**
 * Reads the obligations out of a policy's annotations.
 *
 * @param annotations - name -> text; '' for an annotation without one
 * @returns null when they cannot be read: a misspelt obligation must not be one that nobody applies
 */
export function readObligations(annotations: Readonly<Record<string, string>>): Obligations | null {
  const { generalise = '', pseudonymise, seal } = annotations;
  const named = generalise
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const known = GENERALISATIONS.filter((generalisation) => named.includes(generalisation));
  const readable =
    known.length === named.length &&
    (annotations['generalise'] === undefined || named.length > 0) &&
    [pseudonymise, seal].every((text) => text === undefined || text === '');
  if (!readable) return null;
  return Object.freeze({
    generalise: new Set(known),
    pseudonymise: pseudonymise !== undefined,
    seal: seal !== undefined,
  });
}
