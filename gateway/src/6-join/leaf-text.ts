/** JSON text of leaf values, as representations take them; the values are as subgraphs sent them. */
import { Flawed } from '../execution.js';

/** Longer ones are left to the engine, which is faster there. */
const SHORT = 48;

/** Keys are short and plain nearly always. */
export function quote(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // A quotation mark, a backslash, a control character, or half of a pair of surrogates.
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}

/** @param unusable - for what has no JSON text: nested deeper than the stack is, or no JSON at all */
export function leafText(value: unknown, unusable: Flawed): string | Flawed {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === null ? 'null' : compositeText(value, unusable);
}

/** Lists, and custom scalars that are objects. */
function compositeText(value: unknown, unusable: Flawed): string | Flawed {
  if (value instanceof Flawed) return value.value === null ? value : leafText(value.value, unusable);
  const lost: Flawed[] = [];
  try {
    const text = JSON.stringify(value, (_key, item: unknown) => {
      if (!(item instanceof Flawed)) return item;
      if (item.value === null) lost.push(item);
      return item.value;
    }) as string | undefined;
    return lost[0] ?? text ?? unusable;
  } catch {
    return unusable;
  }
}
