/**
 * The schema that one class of callers sees: the whole contract, and of the extensions what their permission map
 * lets them read.
 *
 * Takes the schema of everything, gives views, kept by the map's hash. A document is validated against the
 * caller's view, so that a coordinate of an extension that is denied answers like a name that never existed.
 */
import { createHash } from 'node:crypto';
import type { PermissionMap } from '@vigil/policies';
import {
  canonicalJson,
  commonsSdl,
  joinCosts,
  readCosts,
  statisticsSdl,
  type CheckedExtension,
  type CostModel,
} from '@vigil/shared';
import {
  buildASTSchema,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PublicSchema } from '../exchange.js';
import { hiddenParts } from './hidden-parts.js';
import { hideDenied } from './hide-denied.js';
import { readOwnParts } from './own-parts.js';

export interface CallerViewsOptions {
  /** contract and all extensions, as composed, with the contract's own scalars */
  schema: GraphQLSchema;
  extensions: readonly CheckedExtension[];
  /** what the contract's places cost; by default read from it anew, which takes a hundred milliseconds */
  contractCosts?: CostModel;
  /** views kept at most; the one unused for longest goes first */
  maxViews?: number;
}

const DEFAULT_MAX_VIEWS = 200;

/** Scalars that are printed and parsed know no rules any more; the view takes those of the original. */
function takeScalars(view: GraphQLSchema, original: GraphQLSchema): void {
  for (const type of Object.values(view.getTypeMap())) {
    const known = original.getType(type.name);
    if (!isScalarType(type) || !isScalarType(known) || isSpecifiedScalarType(type)) continue;
    const { serialize, parseValue, parseLiteral } = known;
    Object.assign(type, { serialize, parseValue, parseLiteral });
  }
}

/** The same for every generation of a hub: read once and handed to each. */
export function readContractCosts(): CostModel {
  return joinCosts([readCosts(commonsSdl()), readCosts(statisticsSdl())]);
}

/** The contract's own, and of each extension what it says about itself. */
function costsOf({ extensions, contractCosts = readContractCosts() }: CallerViewsOptions): CostModel {
  return joinCosts([
    contractCosts,
    ...extensions.map(({ sdl, namespace, own }) => {
      const owned = new Set(own);
      return readCosts(sdl, (coordinate) => owned.has(coordinate) || coordinate.startsWith(namespace));
    }),
  ]);
}

/** Makes the views of one supergraph; the function it gives is called once a request. */
export function createCallerViews(options: CallerViewsOptions): (map: PermissionMap) => PublicSchema {
  const { schema, extensions, maxViews = DEFAULT_MAX_VIEWS } = options;
  const whole = parse(printSchema(schema), { noLocation: true });
  const parts = readOwnParts(whole, extensions);
  const costs = costsOf(options);
  const costsText = canonicalJson([[...costs.weights], [...costs.lists]]);
  const byMap = new LRUCache<string, PublicSchema>({ max: maxViews });
  // Many maps show the same: one schema serves them all, and what was validated against it.
  const byText = new LRUCache<string, PublicSchema>({ max: maxViews });

  function make(map: PermissionMap): PublicSchema {
    const view = buildASTSchema(hideDenied(whole, hiddenParts(parts, map)), { assumeValidSDL: true });
    const hash = createHash('sha256').update(printSchema(view)).update(costsText).digest('hex');
    const known = byText.get(hash);
    if (known !== undefined) return known;
    takeScalars(view, schema);
    const made = { schema: view, hash, costs };
    byText.set(hash, made);
    return made;
  }

  return (map) => {
    const known = byMap.get(map.hash) ?? make(map);
    byMap.set(map.hash, known);
    return known;
  };
}
