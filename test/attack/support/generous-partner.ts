/**
 * A partner that answers more than it was asked: every object of every answer holds all fields of the contract, and
 * whatever was not asked for is the canary.
 */
import type { ServerResponse } from 'node:http';
import type { Misbehaviour } from '../../gateway/support/test-partner.js';
import { CANARY } from '../../gateway/support/test-rows.js';

const UNASKED = [
  ...['title', 'description', 'exactLocation', 'witnesses', 'evidence', 'method', 'unit', 'legalName'],
  ...['contact', 'testimony', 'one__guard', 'escort', 'beds', 'constructor', 'toString', 'then'],
];

function stuffed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stuffed);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stuffed(inner)]));
  return { ...Object.fromEntries(UNASKED.map((name) => [name, CANARY])), ...own };
}

type End = (body: string) => ServerResponse;

export const generous: Misbehaviour = (_request, response) => {
  const end = response.end.bind(response) as End;
  const body = (text: string): ServerResponse => {
    const { data, ...rest } = JSON.parse(text) as { data?: unknown };
    return end(JSON.stringify({ data: stuffed(data), ...rest, [CANARY]: CANARY }));
  };
  response.end = body as ServerResponse['end'];
  return false;
};
