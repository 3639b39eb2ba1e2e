/**
 * A partner's word that it has something new: a token signed by a key that it releases with.
 *
 * Takes the token's text, gives the partner or throws. A notice carries no data and is believed nothing but that the
 * partner should be asked, which the hub does under its own delegation. What is known of tokens that were used is
 * forgotten with the process: one used again after a restart costs one question to its partner.
 * @see RFC 7519; RFC 8037
 */
import { HubError, type Coalition, type CoalitionPartner } from '@vigil/shared';
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { z } from 'zod';

export const NOTICE_TYP = 'vigil-notice+jwt';

export interface ReleaseNoticesOptions {
  readonly hubId: string;
  /** in force */
  readonly coalition: () => Pick<Coalition, 'partners'>;
  readonly now: () => Date;
}

const claims = z.object({
  iss: z.string(),
  iat: z.int(),
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/),
  /** sequence of the partner's newest release; the hub goes by what it has itself */
  after: z.int().min(0),
});

/** How long a notice holds, before and after the moment that it states. */
const TOLERANCE_SECONDS = 300;

export class ReleaseNotices {
  /** tokens that were used, with the time from which they would not hold any more */
  readonly #used = new Map<string, number>();

  constructor(private readonly options: ReleaseNoticesOptions) {}

  /**
   * Who says that this is from it; nothing is verified.
   *
   * @throws HubError UNAUTHENTICATED when no partner that takes part does
   */
  claimedBy(token: string): CoalitionPartner {
    const iss = attempt(() => decodeJwt(token).iss);
    const partner = this.options.coalition().partners.find(({ id }) => id === iss);
    if (partner?.status !== 'ACTIVE') throw refused();
    return partner;
  }

  /**
   * Verifies a token and uses it up.
   *
   * @throws HubError UNAUTHENTICATED, without telling what was wrong; BAD_USER_INPUT for one that was used before
   */
  async accept(token: string, partner: CoalitionPartner): Promise<void> {
    const { hubId, now } = this.options;
    const time = now();
    const key = keyOf(token, partner);
    const { payload } = await jwtVerify(token, await importJWK(key, 'EdDSA'), {
      algorithms: ['EdDSA'],
      typ: NOTICE_TYP,
      issuer: partner.id,
      audience: hubId,
      currentDate: time,
    }).catch(() => {
      throw refused();
    });
    const { data } = claims.safeParse(payload);
    const seconds = Math.floor(time.getTime() / 1_000);
    if (data === undefined || Math.abs(data.iat - seconds) > TOLERANCE_SECONDS) throw refused();
    this.#forget(seconds);
    const id = `${partner.id} ${data.jti}`;
    if (this.#used.has(id)) throw new HubError('BAD_USER_INPUT', 'the notice was used before', 'caller');
    this.#used.set(id, data.iat + TOLERANCE_SECONDS);
  }

  #forget(seconds: number): void {
    for (const [id, until] of this.#used) if (until < seconds) this.#used.delete(id);
  }
}

function keyOf(
  token: string,
  { releaseKeys }: CoalitionPartner,
): CoalitionPartner['releaseKeys']['keys'][number] {
  const kid = attempt(() => decodeProtectedHeader(token).kid);
  const [key, second] = releaseKeys.keys.filter((candidate) => candidate.kid === kid);
  if (kid === undefined || key === undefined || second !== undefined) throw refused();
  if (key['kty'] !== 'OKP' || key['crv'] !== 'Ed25519') throw refused();
  return key;
}

function attempt<Value>(read: () => Value): Value {
  try {
    return read();
  } catch {
    throw refused();
  }
}

function refused(): HubError {
  return new HubError('UNAUTHENTICATED', 'the notice is not one of a partner of this hub', 'caller');
}
