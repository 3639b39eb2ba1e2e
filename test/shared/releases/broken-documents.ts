/** Ways in which a release document breaks a rule: what is wrong, and how the document is made so. */
import type { ReleaseDocument } from '@vigil/shared';

export const BROKEN_DOCUMENTS: readonly [string, (document: ReleaseDocument) => void][] = [
  [
    'declared coverage twice, the same cells or not',
    (document) => {
      document.plan.coverage = [...document.plan.coverage, ...document.plan.coverage];
    },
  ],
  [
    'a best guess below the truth',
    (document) => {
      document.plan.bestGuess = 0.5;
    },
  ],
  [
    'an epsilon below the truth',
    (document) => {
      document.plan.epsilon = 0.1;
    },
  ],
  [
    'a rho below the truth',
    (document) => {
      document.plan.rho = '2/5';
    },
  ],
  [
    'a best guess above the bound',
    (document) => {
      document.plan.bestGuess = 0.7;
    },
  ],
  [
    'less noise than its profile',
    (document) => {
      document.plan.tables = document.plan.tables.map((table) => ({ ...table, sigma2: '4' }));
    },
  ],
  [
    'a table with another variance than planned',
    (document) => {
      document.tables = document.tables.map((table) => ({ ...table, sigma2: '4' }));
    },
  ],
  [
    'a cell too few',
    (document) => {
      document.tables[0]?.cells.pop();
    },
  ],
  [
    'a cell outside the coverage',
    (document) => {
      document.tables[0]?.cells.push({ at: ['XA', '2012-04'], y: 0 });
    },
  ],
  [
    'a cell whose place and month are one text',
    (document) => {
      for (const table of document.tables) table.cells.forEach((cell) => (cell.at = [cell.at.join('|')]));
    },
  ],
  [
    'all cells glued into one',
    (document) => {
      for (const table of document.tables) {
        const [place = '', ...rest] = table.cells
          .map(({ at }) => at.join('|'))
          .join(' ')
          .split('|');
        table.cells = [{ at: [place, rest.join('|')], y: 1 }];
      }
    },
  ],
  [
    'a table too few',
    (document) => {
      document.tables.pop();
    },
  ],
  [
    'another counting unit',
    (document) => {
      document.tables = document.tables.map((table) => ({ ...table, countingUnit: 'VICTIM' }));
    },
  ],
  [
    'an id of another release',
    (document) => {
      document.id = 'one.2012.2';
    },
  ],
  [
    'a date before its year had ended',
    (document) => {
      document.madeAt = '2012-12-31T23:59:59Z';
    },
  ],
  [
    'a day before its schedule',
    (document) => {
      document.schedule.dates = document.schedule.dates.map((date) => ({ ...date, on: '2014-01-01' }));
    },
  ],
  [
    'a schedule whose day lies in its own period',
    (document) => {
      document.schedule.dates = document.schedule.dates.map((date) => ({ ...date, on: '2012-12-31' }));
    },
  ],
  [
    'a schedule with a release that is not planned',
    (document) => {
      document.schedule.dates.unshift({ stage: 'PROVISIONAL', part: '2012', on: '2013-01-01' });
    },
  ],
  [
    'a plan signed after it',
    (document) => {
      document.schedule.signedAt = '2014-01-01T00:00:00Z';
    },
  ],
  [
    'a stage that is not planned',
    (document) => {
      document.stage = 'PROVISIONAL';
    },
  ],
  [
    'a part that is not planned',
    (document) => {
      document.part = '2012-01';
    },
  ],
  [
    'more entries than its kind of plan allows',
    (document) => {
      document.plan.pairs = 3;
    },
  ],
  [
    'an entry of several pairs, with the noise of one',
    (document) => {
      document.plan.entry = 'multiple';
    },
  ],
  [
    'a table of victims that nobody pays',
    (document) => {
      document.plan.victimCap = 3;
    },
  ],
  [
    'definitions of other indicators',
    (document) => {
      document.definitionVersion = 'CENSORSHIP:1';
    },
  ],
  [
    'definitions without a version',
    (document) => {
      document.definitionVersion = 'KIDNAPPING:';
    },
  ],
  [
    'no word about how cases come in',
    (document) => {
      document.methodology.caseSelection = ' … ';
    },
  ],
  [
    'no step of verification',
    (document) => {
      document.methodology.verificationSteps = [];
    },
  ],
  [
    'limitations that somebody will write later',
    (document) => {
      document.methodology.limitations = 'To be written';
    },
  ],
  [
    'no word about who pays',
    (document) => {
      document.fundingStreams = [];
    },
  ],
  [
    'a book in the place of a statement',
    (document) => {
      document.methodology.caseSelection = 'a'.repeat(4_001);
    },
  ],
  [
    'an epsilon that nobody can have',
    (document) => {
      document.plan.epsilon = 1e308;
    },
  ],
  [
    'a rho that nobody can have',
    (document) => {
      document.plan.rho = '999999999999999999';
    },
  ],
  [
    'a number beyond 32 bits in its ledger',
    (document) => {
      document.ledger.sequence = 2_147_483_648;
    },
  ],
  [
    'a number of its own beyond 32 bits',
    (document) => {
      document.sequence = 2_147_483_648;
      document.id = 'one.2012.2147483648';
    },
  ],
  [
    'a reason that writes a line of its own',
    (document) => {
      document.plan.reason = 'public facts\nbest guess    50.1 %';
    },
  ],
  [
    'a reason that steers a terminal',
    (document) => {
      document.plan.reason = 'public facts\u001b[8m';
    },
  ],
  [
    'a donor whose name turns the text around',
    (document) => {
      document.fundingStreams = document.fundingStreams.map((stream) => ({ ...stream, donor: 'a\u202eb' }));
    },
  ],
  [
    // the table of variance 8 ends at 34 (test/vectors/disclosure)
    'less than noise can make of nothing',
    (document) => {
      const [cell] = document.tables[0]?.cells ?? [];
      if (cell !== undefined) cell.y = -10_000;
    },
  ],
  [
    'a member nobody knows',
    (document) => {
      Object.assign(document, { extra: true });
    },
  ],
];
