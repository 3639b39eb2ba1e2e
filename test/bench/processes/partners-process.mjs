/**
 * So many partners in one process, each on a port of its own: `test-partner.ts`, which verifies every delegation and
 * answers the contract's questions with graphql-js from three made-up events. No database, no policy of its own.
 *
 *   node partners-process.mjs <number> <coalition file> [--extensions]
 */
import { readFileSync } from 'node:fs';
import { parseCoalition } from '@vigil/shared';
import { markExtension } from '../../dist/gateway/support/test-extension.js';
import { startTestPartner } from '../../dist/gateway/support/test-partner.js';
import { makeEvent } from '../../dist/gateway/support/test-rows.js';
import { answerBench } from './answer-bench.mjs';

const [, , number, coalitionFile] = process.argv;
const isExtended = process.argv.includes('--extensions');

let read = null;
// the file holds the partners' addresses: it is written after they listen
const coalition = () => (read ??= parseCoalition(JSON.parse(readFileSync(coalitionFile, 'utf8'))));

const partners = await Promise.all(
  Array.from({ length: Number(number) }, async (_each, at) => {
    const id = `partner-${at + 1}`;
    const rows = ['2012-01-01', '2012-02-01', null].map((date, row) => makeEvent(id, `event-${row}`, date));
    const partner = await startTestPartner(id, rows, { coalition, now: () => new Date() });
    if (isExtended) partner.extension = markExtension(id, 'TEXT');
    return partner;
  }),
);

answerBench({
  partners: () => partners.map(({ id, url }) => ({ id, url })),
  /** questions about records since the last time, and whether one was turned away */
  asked: () => {
    const asked = partners.reduce((sum, partner) => sum + partner.asked.splice(0).length, 0);
    return { asked, refused: partners.reduce((sum, partner) => sum + partner.refused.length, 0) };
  },
});
process.on('disconnect', () => process.exit(0));
process.send({ type: 'ready', url: '' });
