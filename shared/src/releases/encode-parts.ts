/**
 * One unambiguous byte string for several texts: what every keyed hash of the release code is taken over.
 *
 * Pure. Each part carries its length, so `["ab", "c"]` and `["a", "bc"]` are different messages.
 */

/**
 * Joins texts: each part is its length in bytes as four bytes, big-endian, then its UTF-8.
 *
 * @param parts - any number of texts; a lone surrogate would be replaced silently, so codes and ids only
 */
export function encodeParts(parts: readonly string[]): Uint8Array {
  const encoded = parts.map((part) => Buffer.from(part, 'utf8'));
  const chunks = encoded.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return new Uint8Array(Buffer.concat(chunks));
}
