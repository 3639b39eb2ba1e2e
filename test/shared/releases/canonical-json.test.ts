/** Canonical JSON against the examples of RFC 8785. */
import { describe, expect, test } from '@jest/globals';
import { canonicalBytes, canonicalJson } from '@vigil/shared';

function didNotRefuse(write: () => string): boolean {
  try {
    write();
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== 'RELEASE_INVALID';
  }
}

describe('canonical JSON', () => {
  test('the example of RFC 8785, sections 3.2.2 to 3.2.4', () => {
    const input: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    expect(Buffer.from(canonicalBytes(input)).toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e' +
        '756d62657273223a5b3333333333333333332e333333333333332c31652b3330' +
        '2c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac24' +
        '5c75303030665c6e4127425c225c5c5c5c5c222f227d',
    );
  });

  test('members are ordered by UTF-16 code units (section 3.2.3)', () => {
    const input = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(input)) as object)).toEqual(
      // a parser puts integer-like names first; the text itself begins with \r
      expect.arrayContaining(Object.values(input)),
    );
    expect([...canonicalJson(input).matchAll(/:"([^"]*)"/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    // appendix B: IEEE 754 bits and their text
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('the number %s is written %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  test('every UTF-16 code unit in a text and in a name is written as ECMAScript writes it, a lone surrogate not at all', () => {
    for (let unit = 0; unit <= 0xffff; unit += 1) {
      const text = `a${String.fromCharCode(unit)}b`;
      const isLone = unit >= 0xd800 && unit <= 0xdfff;
      const written = (): string => canonicalJson([text, { [text]: 1 }]);
      const wanted = JSON.stringify(text); // section 3.2.2.2
      if (isLone ? didNotRefuse(written) : written() !== `[${wanted},{${wanted}:1}]`)
        throw new Error(`unit ${unit}`);
    }
  });

  test('members that come in order, out of order and as numbers have one order, by UTF-16 code units', () => {
    // 1f600 (surrogates d83d de00) before fb33: section 3.2.3
    const wanted = '{"":1,"1":1,"10":1,"2":1,"B":1,"a":1,"é":1,"😀":1,"\ufb33":1}';
    const names = Object.keys(JSON.parse(wanted) as object);
    for (const order of [names, names.toReversed(), names.toSorted()])
      expect(canonicalJson(Object.fromEntries(order.map((name) => [name, 1])))).toBe(wanted);
  });

  test('what JSON cannot say exactly is refused', () => {
    const refused = expect.objectContaining({ code: 'RELEASE_INVALID', audience: 'operator' });
    const holed: unknown[] = [1];
    holed.length = 2;
    for (const value of [
      NaN,
      Infinity,
      undefined,
      1n,
      new Date(0),
      new Map(),
      () => 0,
      Symbol('x'),
      { a: undefined },
      holed,
    ]) {
      expect(() => canonicalJson(value)).toThrow(refused);
    }
    expect(() => canonicalJson({ a: '\ud800' })).toThrow(refused); // a lone surrogate (section 3.2.2.2)
    expect(() => canonicalJson({ '\udc00': 1 })).toThrow(refused);
  });
});
