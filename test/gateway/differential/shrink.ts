/**
 * Makes a failing question smaller: leaves out selections, arguments and directives one after the other, for as
 * long as what is left still fails.
 */
import { Kind, parse, print, validate, visit, type DocumentNode } from 'graphql';
import { runCase, type Bench, type Outcome } from './run-case.js';

const MOST_ATTEMPTS = 150;

export async function shrink(
  bench: Bench,
  failing: Outcome,
  stillFails: (outcome: Outcome) => Promise<boolean>,
): Promise<Outcome> {
  let smallest = failing;
  let attempts = MOST_ATTEMPTS;
  for (let index = 0; attempts > 0; attempts -= 1) {
    const text = without(parse(smallest.question.text), index);
    if (text === null) break;
    const outcome = await attempt(bench, smallest, text);
    if (outcome !== null && (await stillFails(outcome))) smallest = outcome;
    else index += 1;
  }
  return smallest;
}

async function attempt(bench: Bench, { question, world }: Outcome, text: string): Promise<Outcome | null> {
  const document = parseOrNull(text);
  if (document === null || validate(bench.api, document).length > 0) return null;
  const declared = new Set<string>();
  visit(document, { VariableDefinition: ({ variable }) => void declared.add(variable.name.value) });
  const variables = Object.fromEntries(
    Object.entries(question.variables).filter(([name]) => declared.has(name)),
  );
  return runCase(bench, { question: { text, variables }, world });
}

/** The document without its n-th part; null when it has no more parts. */
function without(document: DocumentNode, index: number): string | null {
  let seen = -1;
  const leaveOut = () => {
    seen += 1;
    return seen === index ? null : undefined;
  };
  const shorter = visit(document, {
    Field: { enter: leaveOut },
    InlineFragment: { enter: leaveOut },
    FragmentSpread: { enter: leaveOut },
    Argument: { enter: leaveOut },
    Directive: { enter: leaveOut },
  });
  return seen < index ? null : printUsed(shorter);
}

/** Fragments and variables that nobody uses any more make a document invalid. */
function printUsed(document: DocumentNode): string {
  let text = print(document);
  for (;;) {
    const parsed = parseOrNull(text);
    if (parsed === null) return text;
    const spread = new Set<string>();
    const used = new Set<string>();
    visit(parsed, {
      FragmentSpread: ({ name }) => void spread.add(name.value),
      VariableDefinition: () => false,
      Variable: ({ name }) => void used.add(name.value),
    });
    const kept = visit(parsed, {
      FragmentDefinition: ({ name }) => (spread.has(name.value) ? undefined : null),
      VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
    });
    const shorter = print(kept);
    if (shorter === text) return text;
    text = shorter;
  }
}

/** Without its last selection a field cannot be printed so that it can be read again. */
function parseOrNull(text: string): DocumentNode | null {
  try {
    const document = parse(text);
    return document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION) ? document : null;
  } catch {
    return null;
  }
}
