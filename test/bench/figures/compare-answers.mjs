/**
 * White space aside, byte for byte: the order of keys is a promise of GraphQL (specification, section 7.2.2).
 *
 * @param base - JSON text of one answer
 * @throws Error when the other one is different
 */
export function requireSameAnswer(base, other) {
  if (JSON.stringify(JSON.parse(base)) !== JSON.stringify(JSON.parse(other)))
    throw new Error('the hub and plain Apollo give different answers');
}
