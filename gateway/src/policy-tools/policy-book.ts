/**
 * What the policy commands work with: a folder of policies, the schema they are about, and a coalition.
 *
 * Takes paths and texts, gives them read and checked. The one place that knows how the policies room is asked.
 */
import { readFile } from 'node:fs/promises';
import {
  compilePermissionMap,
  createPolicyExplainer,
  loadPolicyEngine,
  policiesAbout,
  readVocabulary,
  type Action,
  type AgreementInForce,
  type PermissionMap,
  type PolicyEngine,
  type PolicyExplainer,
  type PolicyVocabulary,
  type SubjectClass,
} from '@vigil/policies';
import {
  HubError,
  checkExtensionSdl,
  commonsSdl,
  contractClassification,
  parseCoalition,
  statisticsSdl,
  type AccessRequirement,
  type Agreement,
  type Classification,
  type Coalition,
} from '@vigil/shared';
import { readInputActions } from './input-actions.js';

export interface PolicyBook {
  readonly engine: PolicyEngine;
  readonly explainer: PolicyExplainer;
  /** what its policies about coordinates can tell apart */
  readonly vocabulary: PolicyVocabulary;
  /** the same of its policies about names in `@policy` */
  readonly requirements: PolicyVocabulary;
  /** ids of the policies that may speak about coordinates */
  readonly concerningCoordinates: readonly string[];
}

/** Every coordinate that can be asked for: the contract's, and those of the extensions given. */
export interface SchemaBook {
  readonly classification: ReadonlyMap<string, Classification>;
  readonly coordinateOwners: ReadonlyMap<string, string>;
  readonly requirements: ReadonlyMap<string, AccessRequirement>;
  /** arguments, input fields and values of orders: what each is used for */
  readonly inputs: ReadonlyMap<string, Action>;
}

/** @throws HubError POLICY_INVALID */
export async function openPolicyBook(directory?: string): Promise<PolicyBook> {
  const [engine, explainer] = await Promise.all([
    loadPolicyEngine(directory),
    createPolicyExplainer(directory),
  ]);
  const vocabularyOf = (type: 'Coordinate' | 'Requirement'): PolicyVocabulary =>
    readVocabulary(policiesAbout(type, explainer.policies));
  return {
    engine,
    explainer,
    vocabulary: vocabularyOf('Coordinate'),
    requirements: vocabularyOf('Requirement'),
    concerningCoordinates: policiesAbout('Coordinate', explainer.policies).map(({ id }) => id),
  };
}

/** @throws HubError SDL_REFUSED, SDL_UNCLASSIFIED as the hub does when a partner serves it */
export function readSchemaBook(
  extensions: readonly { readonly partner: string; readonly sdl: string }[] = [],
): SchemaBook {
  const classification = new Map(contractClassification());
  const coordinateOwners = new Map<string, string>();
  const requirements = new Map<string, AccessRequirement>();
  for (const extension of extensions.map((given) => checkExtensionSdl(given))) {
    for (const coordinate of extension.own) {
      const classified = extension.classification.get(coordinate);
      if (classified !== undefined) classification.set(coordinate, classified);
      coordinateOwners.set(coordinate, extension.partner);
    }
    for (const [coordinate, requirement] of extension.requirements) requirements.set(coordinate, requirement);
  }
  const sdls = [commonsSdl(), statisticsSdl(), ...extensions.map(({ sdl }) => sdl)];
  return {
    classification,
    coordinateOwners,
    requirements,
    inputs: new Map(sdls.flatMap((sdl) => readInputActions(sdl))),
  };
}

/** @throws HubError NOT_FOUND, COALITION_INVALID */
export async function readCoalitionFile(path: string): Promise<Coalition> {
  const text = await readText(path, 'the coalition file');
  try {
    return parseCoalition(JSON.parse(text));
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('COALITION_INVALID', 'the coalition file is not JSON', 'operator', { cause: error });
  }
}

export async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new HubError('NOT_FOUND', `${what} cannot be read`, 'operator', { cause });
  }
}

export interface MapQuestion {
  readonly subject: SubjectClass;
  readonly owners: readonly string[];
  readonly agreements: readonly Agreement[];
  readonly now: Date;
}

/** The permission map as hub and partner compile it. */
export function compileMap({ engine }: PolicyBook, schema: SchemaBook, question: MapQuestion): PermissionMap {
  return compilePermissionMap({ engine, ...schema, ...question });
}

/** `unseal` where the class says that it only leaves sealed; inputs narrow, order or group; all else is read. */
export function usualAction({ classification, inputs }: SchemaBook, coordinate: string): Action {
  const input = inputs.get(coordinate);
  if (input !== undefined) return input;
  return classification.get(coordinate)?.class === 'IDENTIFYING' ? 'unseal' : 'select';
}

/** An agreement that is there for the sake of a question. */
export function supposedAgreement(
  recipient: string,
  { partner, purpose, class: dataClass }: AgreementInForce,
  now: Date,
): Agreement {
  const today = now.toISOString().slice(0, 10);
  return {
    id: 'supposed',
    recipient,
    partner,
    purposes: [purpose],
    classes: [dataClass],
    validFrom: today,
    validTo: today,
  };
}
