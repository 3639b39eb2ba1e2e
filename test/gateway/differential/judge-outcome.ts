/**
 * Questions about the outcome of a case, out of which the listed differences are made.
 */
import { isNonNullType, isObjectType } from 'graphql';
import { isEqual, nulledPlace, valueAt } from './compare-answers.js';
import { neutralNames, type NeutralOptions } from './neutral-names.js';
import type { Outcome } from './run-case.js';
import { isUnsound } from './unsound-plan.js';

export function sameData({ hub, stock }: Outcome): boolean {
  return isEqual(hub.answer.data ?? null, stock.answer.data ?? null) && isEqual(hub.log, stock.log);
}

/** Whoever knows the whole world agrees with the hub, even where it need not. */
export function hubIsRight({ hubIsTruth }: Outcome): boolean {
  return hubIsTruth;
}

/** Nothing that the monolith does not say; null with an error for the rest. */
export function isLess({ hub, truth }: Outcome): boolean {
  return (
    hub.answer.errors !== undefined &&
    isPartOf(hub.answer.data, truth.answer.data) &&
    isEqual(hub.log, truth.log)
  );
}

/** The same, and where the monolith may know too much, nothing that it does not say. */
export function isRightOrLess({ hubIsTruth, world, hub, truth }: Outcome): boolean {
  return (
    hubIsTruth ||
    (!world.whole && isPartOf(hub.answer.data, truth.answer.data) && isEqual(hub.log, truth.log))
  );
}

/** Is the stock gateway right as soon as the caller's names are out of the way? */
export async function isRightUnderNeutralNames(outcome: Outcome, options: NeutralOptions): Promise<boolean> {
  const { bench, question, world, hub } = outcome;
  const neutral = neutralNames(question, options);
  const { answer, log } = await bench.stock.ask(neutral.question, world);
  const { data = null, errors } = neutral.restore(answer);
  return (
    isEqual(hub.answer.data ?? null, data) &&
    (hub.answer.errors !== undefined) === (errors !== undefined) &&
    isEqual(hub.log, log)
  );
}

export function stockMessages({ stock }: Outcome): string[] {
  return (stock.answer.errors ?? []).map(({ message }) => message);
}

/** Does one answer say what the other does, only with null in place of some of it? */
export function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === null || part === undefined) return true;
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.length === whole.length && part.every((item, index) => isPartOf(item, whole[index]));
  }
  if (typeof part !== 'object' || typeof whole !== 'object' || whole === null) return part === whole;
  return Object.entries(part).every(
    ([key, item]) => Object.hasOwn(whole, key) && isPartOf(item, (whole as Record<string, unknown>)[key]),
  );
}

/** The answer with null for every text that was computed from inputs. */
export function besidesComputed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(besidesComputed);
  if (typeof value === 'string') return value.startsWith('{"') ? null : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, besidesComputed(item)]));
}

/** The hub nulls more, and at each of its errors the stock gateway shows null as well. */
export function violatesOwnType({ bench, hub, stock }: Outcome): boolean {
  const { errors = [], data } = hub.answer;
  const differing = Object.values(bench.api.getTypeMap()).some(
    (type) =>
      isObjectType(type) &&
      type
        .getInterfaces()
        .some((above) =>
          Object.values(above.getFields()).some(
            (field) => isNonNullType(type.getFields()[field.name]?.type) && !isNonNullType(field.type),
          ),
        ),
  );
  return (
    differing &&
    errors.length > 0 &&
    isEqual(hub.log, stock.log) &&
    isPartOf(data, stock.answer.data) &&
    errors.every(({ path = [] }) => nulledPlace(stock.answer.data, path) === JSON.stringify(path)) &&
    errors.every(({ path = [] }) => valueAt(stock.answer.data, path) === null)
  );
}

/** Some field is required with arguments, and required elsewhere too. */
export function requiresArguments({ bench }: Outcome): boolean {
  return [...bench.graph.model.objects.values()].some(({ fields }) => {
    const required = [...fields.values()].flatMap(({ requires }) => requires?.match(/\w+(?=\()/g) ?? []);
    return required.some((name) => {
      const by = [...fields.values()].filter(
        ({ requires }) => requires?.split(/\W+/).includes(name) === true,
      );
      return by.length > 1;
    });
  });
}

export function requiresNestedLists({ bench }: Outcome): boolean {
  return [...bench.graph.model.objects.values()].some(({ fields }) =>
    [...fields.values()].some(({ requires }) =>
      (requires?.match(/\w+(?=[^{}]*\{)/g) ?? []).some((name) => fields.get(name)?.type.startsWith('[[')),
    ),
  );
}

export function plannedUnsoundly({ plan, bench }: Outcome): boolean {
  return plan !== null && isUnsound(bench.graph.model, bench.stock.schemas, plan);
}

/** Nothing was asked of any subgraph, and the caller is told. */
export function refused({ hub }: Outcome): boolean {
  const [error, ...others] = hub.answer.errors ?? [];
  return hub.answer.data === null && others.length === 0 && error?.path === undefined && hub.log.length === 0;
}

/** An input that nobody selected broke. */
export function inputBroke({ stock, truth }: Outcome): boolean {
  return (stock.answer.errors ?? []).some(
    ({ message, path = [] }) =>
      message === 'broken on purpose' && valueAt(truth.answer.data, path) === undefined,
  );
}

/** Of what broke, something is non-null in a subgraph and nullable in the API. */
export function promisesMore({ bench, stock }: Outcome): boolean {
  const stricter = [...bench.graph.model.objects.values()].flatMap(({ fields }) =>
    [...fields.values()].filter(({ type, places }) =>
      [...places.values()].some((place) => place.resolves && place.type !== type),
    ),
  );
  return stricter.length > 0 && (stock.answer.errors ?? []).some(({ path }) => path !== undefined);
}
