/**
 * Which of the two media types of GraphQL over HTTP an answer takes.
 *
 * Takes an Accept header, gives the client's preference; for whatever it says, the answer is one of the two.
 */
const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

function qualityOf(accept: string, type: string): number {
  let quality = 0;
  for (const part of accept.split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (range !== type) continue;
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    quality = Math.max(quality, q === undefined ? 1 : Number.parseFloat(q.slice(2)) || 0);
  }
  return quality;
}

/** `application/json` unless the newer type is named and preferred (RFC 9110, section 12.5.1). */
export function answerMediaType(accept: string | undefined): string {
  const text = accept ?? '';
  const newer = qualityOf(text, 'application/graphql-response+json');
  return newer > 0 && newer > qualityOf(text, 'application/json') ? GRAPHQL_TYPE : JSON_TYPE;
}
