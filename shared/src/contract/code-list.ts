/**
 * Closed code lists: one declaration gives the GraphQL enum, its value object and its type.
 *
 * Values are their own names, so that a string from a database, a document or the wire is already the value.
 */
import 'reflect-metadata';
import { registerEnumType } from 'type-graphql';

interface CodeListTexts<Code extends string> {
  readonly description: string;
  readonly values?: Partial<Record<Code, string>>;
}

/**
 * Declares a GraphQL enum.
 *
 * @param name - its GraphQL name
 * @param codes - its values, in the order in which they are printed
 */
export function codeList<const Codes extends readonly string[]>(
  name: string,
  codes: Codes,
  texts: CodeListTexts<Codes[number]>,
): { readonly [Code in Codes[number]]: Code } {
  const values = Object.freeze(Object.fromEntries(codes.map((code) => [code, code]))) as {
    readonly [Code in Codes[number]]: Code;
  };
  registerEnumType(values, {
    name,
    description: texts.description,
    valuesConfig: Object.fromEntries(
      codes.flatMap((code: Codes[number]) => {
        const description = texts.values?.[code];
        return description === undefined ? [] : [[code, { description }]];
      }),
    ) as Partial<Record<Codes[number], { description: string }>>,
  });
  return values;
}
