/**
 * The join's own errors: who could not be asked, and whose answer is of no use. Messages are the hub's own words,
 * so they may reach the caller; a thrown error's words do so only if it was made for callers.
 */
import { HubError, isCallerCode } from '@vigil/shared';
import type { Flawed } from '../execution.js';
import { isObject } from './data-object.js';

type PlacedError = Flawed['errors'][number];

/** What stands in the place of an answer that does not fit the question. */
export function unusableAnswer(subgraph: string): PlacedError {
  return {
    message: `partner ${subgraph} gave an answer that cannot be used`,
    extensions: { code: 'PARTNER_UNAVAILABLE', partner: subgraph },
  };
}

/** @param thrown - whatever a source threw */
export function failureOf(subgraph: string, thrown: unknown): PlacedError {
  if (thrown instanceof HubError) {
    const { audience, code, message } = thrown;
    if (audience === 'caller' && isCallerCode(code)) return { message, extensions: told(subgraph, code) };
  } else if (thrown instanceof Error && 'extensions' in thrown) {
    const { extensions, message } = thrown;
    if (isObject(extensions) && isCallerCode(extensions['code'])) return { message, extensions };
  }
  return {
    message: `partner ${subgraph} could not be asked`,
    extensions: { code: 'PARTNER_UNAVAILABLE', partner: subgraph },
  };
}

function told(partner: string, code: string): Readonly<Record<string, unknown>> {
  // That something is refused is said in the same bytes whoever refuses it.
  return code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? { code } : { code, partner };
}
