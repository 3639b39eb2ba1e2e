/** How the contract's types say what a place costs: decorators that write `@cost` and `@listSize`. */
import { Directive } from 'type-graphql';

/** @param weight - added for every time that the field is answered, or an object of the type comes about */
export function cost(weight: number): ReturnType<typeof Directive> {
  return Directive(`@cost(weight: "${weight}")`);
}

/** @param size - objects that the list holds at most, or about that many where nothing bounds it but the data */
export function listSize(size: number): ReturnType<typeof Directive> {
  return Directive(`@listSize(assumedSize: ${size})`);
}

/** A connection: its `nodes` are as many as `first` says, which has a default. */
export function sizedByFirst(): ReturnType<typeof Directive> {
  return Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["nodes"], requireOneSlicingArgument: false)',
  );
}
