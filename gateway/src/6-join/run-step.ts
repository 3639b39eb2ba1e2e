/**
 * One step of the plan: one request to one subgraph, or none when there is nobody to ask about.
 *
 * Takes the data joined so far, asks, and has the answer or what is wrong with it put in place
 * (`read-answer.ts`). A request that several entity lists share is taken apart when it fails as a whole, so that
 * one of them does not spoil its neighbours.
 */
import type {
  AskSubgraph,
  PlanStep,
  SubgraphAnswer,
  SubgraphOperation,
  SubgraphSource,
} from '../execution.js';
import type { CompiledFetch } from './compiled-fetch.js';
import { failureOf } from './failures.js';
import {
  gather,
  unitsOf,
  writeQuestion,
  type Asked,
  type Question,
  type Run,
  type Unit,
} from './question.js';
import { failAll, hasUsable, takeAll } from './read-answer.js';

type Ask = () => AskSubgraph;

export class CompiledStep {
  readonly #units: readonly Unit[];
  readonly #ask: Ask;
  readonly #askAlone: ReadonlyMap<SubgraphOperation, Ask>;

  constructor(
    private readonly step: PlanStep,
    fetches: readonly CompiledFetch[],
    source: SubgraphSource,
  ) {
    this.#units = unitsOf(fetches);
    this.#ask = once(source, step.operation);
    this.#askAlone = new Map(this.#units.map(({ alone }) => [alone, once(source, alone)]));
  }

  /** @param done - called once, when everything that this step brings is in place */
  run(run: Run, done: () => void): void {
    const asked = this.#units.flatMap((unit) => gather(unit, run));
    // Contexts split a unit; its parts cannot share a request.
    const units = new Set(asked.map(({ unit }) => unit)).size;
    const together = asked.length > 1 && units === asked.length;
    this.#askAll(together ? [this.#together(asked)] : asked.map((one) => this.#alone(one)), run, done);
  }

  #together(asked: readonly Asked[]): Question {
    const parts = asked.map((one) => ({ asked: one, place: one.unit.list }));
    return { operation: this.step.operation, variables: null, parts };
  }

  #alone(asked: Asked): Question {
    const { unit, variables } = asked;
    // With a single unit the step's own operation is the same question.
    return this.#units.length === 1
      ? { operation: this.step.operation, variables, parts: [{ asked, place: unit.list }] }
      : { operation: unit.alone, variables, parts: [{ asked, place: unit.list === null ? null : 0 }] };
  }

  #askAll(questions: readonly Question[], run: Run, done: () => void): void {
    let open = questions.length;
    if (open === 0) done();
    for (const question of questions) {
      this.#askOne(question, run, () => {
        open -= 1;
        if (open === 0) done();
      });
    }
  }

  #askOne(question: Question, run: Run, done: () => void): void {
    const thrown = (error: unknown) => {
      guard(run, () => {
        failAll(question, [failureOf(this.step.subgraph, error)]);
        done();
      });
    };
    const { operation } = question;
    const ask = operation === this.step.operation ? this.#ask : this.#askAlone.get(operation);
    let answer: Promise<SubgraphAnswer>;
    try {
      answer = (ask ?? this.#ask)()(writeQuestion(question, run));
    } catch (error) {
      thrown(error);
      return;
    }
    answer.then((given) => {
      guard(run, () => {
        this.#read(question, given, run, done);
      });
    }, thrown);
  }

  #read(question: Question, answer: SubgraphAnswer, run: Run, done: () => void): void {
    const { operation, parts } = question;
    if (parts.length > 1 && operation.kind === 'query' && !hasUsable(question, answer)) {
      this.#askAll(
        parts.map(({ asked }) => this.#alone(asked)),
        run,
        done,
      );
      return;
    }
    takeAll(question, answer, run.errors);
    done();
  }
}

/** What fails here is the hub's own fault: no subgraph is to blame, and the run cannot go on. */
function guard(run: Run, work: () => void): void {
  try {
    work();
  } catch (error) {
    run.fail(error);
  }
}

/** Asked for the first time, a source prepares the operation; batched steps seldom need their parts. */
function once(source: SubgraphSource, operation: SubgraphOperation): Ask {
  let ask: AskSubgraph | null = null;
  return () => (ask ??= source.prepare(operation));
}
