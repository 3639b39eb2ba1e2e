/** The privacy-loss sheet as a page for people. Takes the sheet, gives HTML; no figure is made here. Pure. */
import type { Exposure, PrivacySheet } from './privacy-sheet.js';
import { percentUp } from './percent-up.js';
import { sheetPage, type PageSection } from './sheet-page.js';

const HEAD = ['right guesses, at most', 'true positives at 1 % false ones', 'ε (exact)', 'ε (from ρ)', 'ρ'];

function cells({ bestGuess, truePositiveRate, epsilon, rho }: Exposure): string[] {
  return [
    percentUp(bestGuess),
    percentUp(truePositiveRate),
    epsilon.exact.toFixed(4),
    epsilon.zcdp.toFixed(4),
    rho,
  ];
}

const UNITS: Readonly<Record<PrivacySheet['unit'], string>> = {
  CASE_FILE: 'case file',
  PERSON: 'person',
  EVENT: 'event',
};

function lossSection({ existence, attribute, delta, unit }: PrivacySheet): PageSection {
  return {
    heading: 'What can be learnt about one unit',
    paragraphs: [
      `Somebody who knows everything but one ${UNITS[unit]}, and may look at every figure of the year for ever, can do no better than this without the noise key and without breaking HMAC-SHA256. Each question has two answers that are equally likely beforehand: guessing blindly is right in half of all cases, and whoever knew more before starts higher. ε goes with δ = ${String(delta)}.`,
    ],
    table: {
      caption: 'Loss of privacy of one unit in one year',
      head: ['question', ...HEAD],
      rows: [
        ['Is there a record of it?', ...cells(existence)],
        ['Which of two things does its record say?', ...cells(attribute)],
      ],
    },
  };
}

function moreSection({ years, partners, groups, groupMeans, yearsPerUnit, unit }: PrivacySheet): PageSection {
  return {
    heading: 'Several years, several partners, several units',
    paragraphs: [
      yearsPerUnit === null
        ? `The figures above are for one year. There is no limit to the years in which one ${UNITS[unit]} may count.`
        : `The figures above are for one year. One ${UNITS[unit]} counts in at most ${String(yearsPerUnit)} years.`,
      `Units that come and go together: ${groupMeans}.`,
    ],
    table: {
      caption: 'Existence, where one thing is counted more than once',
      head: ['how often', ...HEAD],
      rows: [
        ...years.slice(1).map((row) => [`${String(row.years)} years`, ...cells(row)]),
        ...partners.map((row) => [`${String(row.partners)} partners`, ...cells(row)]),
        ...groups.map((row) => [`${String(row.units)} units`, ...cells(row)]),
      ],
    },
  };
}

function tableSection({ tables, plannedReleases }: PrivacySheet): PageSection {
  return {
    heading: 'Where it comes from',
    paragraphs: [
      `The plan has ${plannedReleases === 1 ? 'one release' : 'two stages of releases'} a year. Every table one unit may enter is listed; rounding and re-reading add nothing.`,
    ],
    table: {
      caption: 'Noisy tables of the plan',
      head: [
        'table',
        'stage',
        'counts',
        'noise variance σ²',
        'cells one unit may enter',
        'most counts in a cell',
        'ρ',
      ],
      rows: tables.map(({ id, stage, counts, sigma2, cells: entered, cap, rho }) => [
        id,
        stage.toLowerCase(),
        counts === 'UNIT' ? 'units' : 'victims',
        sigma2,
        String(entered),
        String(cap),
        rho,
      ]),
    },
  };
}

/** One self-contained HTML page. */
export function privacySheetPage(sheet: PrivacySheet): string {
  const { subject, partner, partition, profile, bound, unit, neighbours, reason, notCovered, signedAt } =
    sheet;
  return sheetPage({
    title: `Privacy-loss sheet: ${subject}`,
    lead: `Partner ${partner}, year ${partition}, plan ${sheet.plan}, fixed ${signedAt}. Profile ${profile.toLowerCase()}: at most ${percentUp(bound)} right guesses whether a record exists, where both answers are equally likely beforehand.`,
    sections: [
      { heading: 'What is protected', paragraphs: [`Unit: ${UNITS[unit]}. ${reason}`, neighbours] },
      lossSection(sheet),
      moreSection(sheet),
      tableSection(sheet),
      {
        heading: 'What no such figure covers',
        paragraphs: [
          'The guarantee is computational: it takes HMAC-SHA256 for a random function, and leaves out noise of probability below 2^-96.',
        ],
        list: notCovered,
      },
    ],
  });
}
