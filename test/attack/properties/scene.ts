/**
 * One scene: drawn extensions composed with the contract, drawn policies, agreements and records, a hub over it, and
 * callers who ask it.
 *
 * Takes rows of numbers, gives what the checks need.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeGraph } from '@vigil/gateway';
import { loadPolicyEngine, type SubjectClass } from '@vigil/policies';
import { checkExtensionSdl, contractClassification, type Classification } from '@vigil/shared';
import { POLICY_DIRECTORY } from '../../policies/support/policy-folder.js';
import { NOW, TODAY, drawAgreements, drawSubject, type Issuer } from './callers.js';
import { CedarOracle } from './cedar-oracle.js';
import { drawExtension } from './draw-extension.js';
import { drawPolicies, type DrawnPolicy, type PolicyKinds } from './draw-policies.js';
import { Drawing } from './drawing.js';
import type { Expecting } from './expected-answer.js';
import { expectedSchema } from './expected-schema.js';
import type { ExtensionModel } from './extension-model.js';
import { openHub, type Breakage, type Graph, type HubInProcess } from './hub-in-process.js';
import { IMPORTS, printExtension } from './print-extension.js';
import { Rights } from './rights.js';
import { StubPartners } from './stub-partners.js';
import { visibleParts } from './visible-parts.js';
import { drawWorld } from './world.js';

export interface Kinds extends PolicyKinds {
  /** security directives in the extensions */
  readonly demands: boolean;
  /** an operation with a denied coordinate is refused */
  readonly rejects: boolean;
}

export interface DrawnGraph extends Graph {
  /** the contract's classes */
  readonly contract: ReadonlyMap<string, Classification>;
  readonly models: readonly ExtensionModel[];
  /** partner -> SDL */
  readonly sdls: ReadonlyMap<string, string>;
}

export function drawGraph(numbers: readonly number[], demands: boolean): DrawnGraph {
  const draw = new Drawing(numbers);
  const models = ['one', 'two'].map((partner) => drawExtension(draw, partner, demands));
  const imports = demands ? draw.pick(IMPORTS) : null;
  const sdls = new Map(models.map((model) => [model.partner, printExtension(model, imports)]));
  const extensions = [...sdls].map(([partner, sdl]) => checkExtensionSdl({ partner, sdl }));
  return {
    models,
    sdls,
    extensions,
    contract: contractClassification(),
    composed: composeGraph({ extensions }),
  };
}

/** The numbers that a scene is drawn from. */
export interface SceneNumbers {
  readonly policies: readonly number[];
  readonly world: readonly number[];
  readonly callers: readonly (readonly number[])[];
}

export interface SceneOptions {
  readonly graph: DrawnGraph;
  readonly kinds: Kinds;
  readonly issuer: Issuer;
  readonly broken?: Breakage & {
    readonly policies?: (policies: readonly DrawnPolicy[]) => readonly DrawnPolicy[];
  };
}

/** One who asks, and what they ought to get. */
export interface Asker {
  readonly subject: SubjectClass;
  readonly token: string | null;
  readonly expecting: Expecting;
}

export interface Scene {
  readonly hub: HubInProcess;
  readonly partners: StubPartners;
  readonly askers: readonly Asker[];
  readonly policies: readonly DrawnPolicy[];
  /** partners may mask single values of a record */
  readonly masks: boolean;
  /** tells the partners for whom they are asked now */
  turnTo(asker: Asker): void;
}

interface PolicyFolder {
  readonly folder: string;
  readonly schema: string;
}

async function writePolicies(policies: readonly DrawnPolicy[]): Promise<PolicyFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'vigil-drawn-'));
  const schema = await readFile(join(POLICY_DIRECTORY, 'vigil.cedarschema'), 'utf8');
  await writeFile(join(folder, 'vigil.cedarschema'), schema);
  await writeFile(join(folder, 'drawn.cedar'), policies.map(({ text }) => text).join('\n\n'));
  return { folder, schema };
}

function requiresOf({ models }: DrawnGraph): Expecting['requires'] {
  const known = new Map<string, readonly string[]>(
    models.flatMap(({ eventFields }) =>
      eventFields.map(({ name, requires }) => [`Event.${name}`, requires] as const),
    ),
  );
  return (coordinate) => known.get(coordinate) ?? [];
}

function isOwn({ models }: DrawnGraph, name: string): boolean {
  return models.some(({ partner }) => name.startsWith(`${partner}__`) || name.includes(`.${partner}__`));
}

export async function openScene(options: SceneOptions, numbers: SceneNumbers): Promise<Scene> {
  const { graph, kinds, issuer, broken } = options;
  const draw = new Drawing(numbers.policies);
  const policies = drawPolicies(draw, kinds);
  const agreements = drawAgreements(draw);
  const world = drawWorld(new Drawing(numbers.world));
  const { folder, schema: cedarSchema } = await writePolicies(broken?.policies?.(policies) ?? policies);
  let asking: Asker | null = null;
  const partners = new StubPartners(graph.sdls, () => {
    if (asking === null) throw new Error('a partner was asked and nobody asks');
    return { rights: asking.expecting.rights, world };
  });
  try {
    const hub = await openHub({
      ...{ graph, coalition: issuer.coalition(agreements), now: NOW, rejects: kinds.rejects },
      engine: await loadPolicyEngine(folder),
      ask: (question) => partners.answer(question),
      ...(broken === undefined ? {} : { broken }),
    });
    const requires = requiresOf(graph);
    const askers = await Promise.all(
      numbers.callers.map(async (caller): Promise<Asker> => {
        const subject = drawSubject(new Drawing(caller));
        const oracle = new CedarOracle({ schema: cedarSchema, policies, subject, agreements, day: TODAY });
        const rights = new Rights({ oracle, subject, contract: graph.contract, extensions: graph.models });
        const visible = visibleParts(graph.models, rights);
        const schema = expectedSchema(hub.schema, (name) => isOwn(graph, name), visible);
        const expecting = { rights, schema, whole: hub.schema, world, requires, rejects: kinds.rejects };
        return { subject, token: await issuer.token(subject), expecting };
      }),
    );
    return { hub, partners, askers, policies, masks: kinds.records, turnTo: (asker) => (asking = asker) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
