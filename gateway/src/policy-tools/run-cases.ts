/**
 * Runs the cases that lie beside the policies: a sentence each, with the answer that it must get.
 *
 * Takes a folder of YAML, gives what passed, what did not and why, and the policies that no case is about.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ACTIONS, judgeCase, type PolicyCase, type PolicyEngine } from '@vigil/policies';
import { DATA_CLASSES, DATA_FLAGS, HubError, SUBJECTS, dataClass, purpose, role } from '@vigil/shared';
import { parse } from 'yaml';
import { z } from 'zod';
import { readText, type PolicyBook } from './policy-book.js';

const fact = z.union([z.string(), z.boolean(), z.int(), z.array(z.string()), z.null()]);
const caseSchema = z.strictObject({
  title: z.string().min(1),
  caller: z.strictObject({
    organisation: z.string().nullable().default(null),
    roles: z.array(role),
    purpose,
    authenticated: z.boolean().optional(),
    scopes: z.array(z.string()).optional(),
  }),
  agreements: z.array(z.strictObject({ partner: z.string(), purpose, class: dataClass })).optional(),
  action: z.enum([...ACTIONS, 'satisfy']),
  resource: z.union([
    z.strictObject({
      class: z.enum(DATA_CLASSES),
      subject: z.enum(SUBJECTS).optional(),
      flags: z.array(z.enum(DATA_FLAGS)).optional(),
      owner: z.string(),
    }),
    z.strictObject({ name: z.string() }),
  ]),
  record: z.record(z.string(), fact).optional(),
  answer: z.enum(['allowed', 'denied', 'conditional']),
  because: z.array(z.string()).optional(),
  obligations: z.array(z.string()).optional(),
});

export interface CaseResult {
  readonly file: string;
  readonly title: string;
  /** null: passed */
  readonly failure: string | null;
}

export interface CasesRun {
  readonly results: readonly CaseResult[];
  /** ids of policies about coordinates that no case names in `because` */
  readonly withoutCase: readonly string[];
}

/** @throws HubError NOT_FOUND, POLICY_INVALID naming the file and the case that cannot be read */
export async function runCases(
  { engine, concerningCoordinates }: PolicyBook,
  folder: string,
): Promise<CasesRun> {
  const files = await caseFiles(folder);
  const results: CaseResult[] = [];
  const named = new Set<string>();
  for (const file of files) {
    for (const policyCase of readCases(file, await readText(join(folder, file), file))) {
      results.push({ file, title: policyCase.title, failure: judge(engine, policyCase) });
      for (const id of policyCase.because ?? []) named.add(id);
    }
  }
  return { results, withoutCase: concerningCoordinates.filter((id) => !named.has(id)) };
}

async function caseFiles(folder: string): Promise<string[]> {
  try {
    const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    if (files.length > 0) return files;
  } catch (cause) {
    throw new HubError('NOT_FOUND', 'the folder of cases cannot be read; name it with --cases', 'operator', {
      cause,
    });
  }
  throw new HubError('NOT_FOUND', 'no file in the folder of cases ends in .yaml', 'operator');
}

function readCases(file: string, text: string): PolicyCase[] {
  const listed = z.array(z.unknown()).safeParse(parseYaml(file, text));
  if (!listed.success) return refuse(file, 'is not a list of cases');
  return listed.data.map((entry, index) => {
    const parsed = caseSchema.safeParse(entry);
    if (parsed.success) return parsed.data as PolicyCase;
    const [issue] = parsed.error.issues;
    return refuse(
      file,
      `case ${index + 1}, field ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
    );
  });
}

function parseYaml(file: string, text: string): unknown {
  try {
    // `<<: *name` repeats what several cases share.
    return parse(text, { merge: true }) as unknown;
  } catch {
    return refuse(file, 'is not YAML');
  }
}

function refuse(file: string, message: string): never {
  throw new HubError('POLICY_INVALID', `${file}: ${message}`, 'operator');
}

function judge(engine: PolicyEngine, policyCase: PolicyCase): string | null {
  const { answer, because, obligations } = judgeCase(engine, policyCase);
  if (answer !== policyCase.answer)
    return `must be ${policyCase.answer}, is ${answer}${because.length === 0 ? '' : ` because of ${because.join(', ')}`}`;
  return (
    differing('because', policyCase.because, because) ??
    differing('obligations', policyCase.obligations, obligations)
  );
}

function differing(
  what: string,
  expected: readonly string[] | undefined,
  found: readonly string[],
): string | null {
  if (expected === undefined) return null;
  const wanted = [...expected].sort().join(', ');
  return wanted === found.join(', ')
    ? null
    : `${what} must be ${wanted || 'none'}, is ${found.join(', ') || 'none'}`;
}
