/**
 * Rules about `@cost` and `@listSize` in an extension: arguments of their own only, each once, weights that make a
 * place dearer and never a gift, sizes that a list can have.
 *
 * That the named arguments and fields exist is not asked: what does not exist sizes nothing, and the list counts as one
 * of unknown length.
 */
import { Kind, type ConstDirectiveNode, type ConstValueNode } from 'graphql';
import { refuseExtension } from '../sdl/refuse-extension.js';
import type { CostDirectiveName } from './cost-definitions.js';

const WEIGHT = /^\d{1,6}(\.\d{1,3})?$/;
const MAX_SIZE = 1_000_000;

const FITS: Readonly<
  Record<CostDirectiveName, Readonly<Record<string, (value: ConstValueNode) => boolean>>>
> = {
  cost: { weight: (value) => value.kind === Kind.STRING && WEIGHT.test(value.value) },
  listSize: {
    assumedSize: (value) =>
      value.kind === Kind.INT && Number(value.value) >= 0 && Number(value.value) <= MAX_SIZE,
    slicingArguments: isListOfNames,
    sizedFields: isListOfNames,
    requireOneSlicingArgument: ({ kind }) => kind === Kind.BOOLEAN,
  },
};

const REMEDIES: Readonly<Record<CostDirectiveName, string>> = {
  cost: 'write @cost(weight: "2.5"), a number from 0 to 999999 as a text',
  listSize:
    'write @listSize(assumedSize: 20), or @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)',
};

function isListOfNames(value: ConstValueNode): boolean {
  return (
    value.kind === Kind.LIST &&
    value.values.every((item) => item.kind === Kind.STRING && /^[_A-Za-z]\w{0,99}$/.test(item.value))
  );
}

export function isCostDirective(name: string): name is CostDirectiveName {
  return Object.hasOwn(FITS, name);
}

/**
 * @param place - the coordinate or the type that it stands on
 * @throws HubError SDL_REFUSED naming place and remedy
 */
export function checkCostDirective(node: ConstDirectiveNode, place: string): void {
  const name = node.name.value;
  if (!isCostDirective(name)) return;
  const fits = FITS[name];
  const given = node.arguments ?? [];
  const isFine =
    given.length > 0 &&
    new Set(given.map((argument) => argument.name.value)).size === given.length &&
    given.every((argument) => fits[argument.name.value]?.(argument.value) === true);
  if (!isFine)
    refuseExtension({
      place,
      node,
      what: `uses @${name} with other arguments than its own`,
      remedy: REMEDIES[name],
    });
}
