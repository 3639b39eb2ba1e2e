/**
 * What the indicators would count of a file: acts by type, how many of them count, and why others do not.
 *
 * Takes events as the mapping makes them, gives figures for the eyes of the person who maps. The rule that decides is
 * the SQL of `indicators/judged-acts.ts`; this is the part of it that a file can meet (a public list names nobody, so
 * consent is not asked), and a test holds the two against each other.
 */
import type { LeftOutReason, SharedIndicator } from '../indicators/contribution.js';
import { INDICATOR_RULES } from '../indicators/indicator-rules.js';
import type { StagedAct, StagedEvent } from '../import/staged-case.js';

export interface PreviewedIndicator {
  readonly indicator: SharedIndicator;
  /** act type -> acts of this indicator, counted or not */
  readonly acts: Readonly<Record<string, number>>;
  /** what `count` would say of an empty node: persons, events or acts, as the indicator counts */
  readonly counts: number;
  /** VICTIM: persons; EVENT: events; ACT: acts */
  readonly countedBy: 'VICTIM' | 'EVENT' | 'ACT';
  /** reason -> acts that do not count */
  readonly leftOut: Readonly<Record<string, number>>;
}

type Rule = (typeof INDICATOR_RULES)[number];

interface Figures {
  readonly acts: Map<string, number>;
  readonly leftOut: Map<string, number>;
  counts: number;
}

const SOUND = new Set(['CORROBORATED', 'VERIFIED', 'ADJUDICATED']);

const more = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

function personsReason({ countedBy }: Rule, { victims }: StagedAct): LeftOutReason | null {
  if (countedBy !== 'VICTIM') return null;
  if (victims === null) return 'NO_VICTIM_RECORDED';
  return (victims.persons ?? 0) < 1 ? 'GROUP_SIZE_UNRECORDED' : null;
}

/** In the order in which the SQL asks. */
function reasonAgainst(rule: Rule, event: StagedEvent, act: StagedAct): LeftOutReason | null {
  if (!SOUND.has(event.verification)) return 'VERIFICATION_BELOW_CORROBORATED';
  if (rule.confirmedOnly && event.violationStatus !== '0101' && act.wgadCategory === null) {
    return 'VIOLATION_NOT_CONFIRMED';
  }
  if (event.startDate === null) return 'NO_DATE';
  return event.country === null ? 'NO_COUNTRY' : personsReason(rule, act);
}

export class IndicatorPreview {
  private readonly figures = new Map<SharedIndicator, Figures>();
  private readonly others = new Map<string, number>();

  add(event: StagedEvent): void {
    for (const act of event.acts) {
      if (!INDICATOR_RULES.some(({ actTypes }) => actTypes.includes(act.type))) more(this.others, act.type);
    }
    for (const rule of INDICATOR_RULES) this.judge(rule, event);
  }

  private judge(rule: Rule, event: StagedEvent): void {
    const acts = event.acts.filter(({ type }) => rule.actTypes.includes(type));
    if (acts.length === 0) return;
    const figures = this.of(rule.indicator);
    let counting = 0;
    for (const act of acts) {
      more(figures.acts, act.type);
      const reason = reasonAgainst(rule, event, act);
      if (reason !== null) more(figures.leftOut, reason);
      else counting += rule.countedBy === 'VICTIM' ? (act.victims?.persons ?? 0) : 1;
    }
    figures.counts += rule.countedBy === 'EVENT' ? Math.min(counting, 1) : counting;
  }

  private of(indicator: SharedIndicator): Figures {
    const found = this.figures.get(indicator) ?? { acts: new Map(), leftOut: new Map(), counts: 0 };
    this.figures.set(indicator, found);
    return found;
  }

  /** Those of which the file has an act, in the contract's order. */
  indicators(): PreviewedIndicator[] {
    return INDICATOR_RULES.flatMap(({ indicator, countedBy }) => {
      const found = this.figures.get(indicator);
      if (found === undefined) return [];
      const { acts, leftOut, counts } = found;
      return [
        {
          indicator,
          countedBy,
          counts,
          acts: Object.fromEntries(acts),
          leftOut: Object.fromEntries(leftOut),
        },
      ];
    });
  }

  noIndicator(): Record<string, number> {
    return Object.fromEntries(this.others);
  }
}
