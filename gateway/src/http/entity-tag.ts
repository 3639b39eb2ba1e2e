/**
 * Entity tags: whether what a caller holds already is what it would get.
 *
 * @see RFC 9110, sections 8.8.3 and 13.1.2: If-None-Match is compared weakly, `*` matches whatever is there
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** @returns the tag that was set: SHA-256 of the bytes */
export function setStrongTag(reply: FastifyReply, body: Uint8Array): string {
  const tag = `"${createHash('sha256').update(body).digest('hex')}"`;
  reply.header('etag', tag);
  return tag;
}

export function isUnchanged({ headers }: FastifyRequest, tag: string): boolean {
  const asked = headers['if-none-match'];
  if (asked === undefined) return false;
  const tags = asked.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(tag);
}
