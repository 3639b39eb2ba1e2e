/** Why a server gave no usable answer. */

/** The message is for the operator's log: no URL, no value. */
export class PartnerFailure extends Error {
  override readonly name = 'PartnerFailure';
}

/** What went wrong below HTTP, in a few words and a code of the system. */
export function failureOf(error: unknown): PartnerFailure {
  if (error instanceof PartnerFailure) return error;
  const { code } = (error ?? {}) as { code?: unknown };
  const reason = typeof code === 'string' ? `connection failed (${code})` : 'connection failed';
  return new PartnerFailure(reason, { cause: error });
}
