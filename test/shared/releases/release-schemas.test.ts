/** The published JSON Schemas: they are those of the code, and another validator reads the documents with them. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { releaseSchemas, signPlan, signRevocation } from '@vigil/shared';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { exampleDocument, exampleDocuments, makeKey, signed, type ExampleKey } from './example-documents.js';

const schemas = releaseSchemas();
type Format = keyof typeof schemas;

function validatorOf(format: Format): ValidateFunction {
  // formats are written out as patterns beside them
  return new Ajv2020({ strict: true, validateFormats: false, allErrors: true }).compile(schemas[format]);
}

let key: ExampleKey;
beforeAll(async () => {
  key = await makeKey();
});

test.each(Object.keys(schemas) as Format[])('the published schema of %s is the one of the code', (format) => {
  const path = new URL(`../../../shared/schemas/${format}.schema.json`, import.meta.url);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schemas[format]);
});

describe('another validator', () => {
  test.each(exampleDocuments())('accepts $name', async ({ document }) => {
    const validate = validatorOf('vigil-release-2');
    expect([validate(await signed(document, key)), validate.errors]).toEqual([true, null]);
  });

  test('accepts a signed plan and a revocation', async () => {
    const { partner, partition, definitionVersion, plan, schedule } = exampleDocument();
    const statement = {
      format: 'vigil-plan-1',
      partner,
      partition,
      definitionVersion,
      plan,
      schedule,
    } as const;
    expect(validatorOf('vigil-plan-1')(await signPlan(statement, key.secret))).toBe(true);
    const revocation = {
      format: 'vigil-revocation-1',
      partner,
      release: 'one.2012.1',
      revokedAt: '2014-01-01T00:00:00Z',
      reason: 'asked in the wrong way',
      ledger: { sequence: 3, head: 'c'.repeat(64) },
    } as const;
    expect(validatorOf('vigil-revocation-1')(await signRevocation(revocation, key.secret))).toBe(true);
  });

  test('refuses a member too many, one too few, and values that are none', async () => {
    const validate = validatorOf('vigil-release-2');
    const release = await signed(exampleDocument(), key);
    const with_ = (change: object): object => ({ ...release, document: { ...release.document, ...change } });
    const { methodology: _left, ...without } = release.document;
    for (const wrong of [
      with_({ extra: 1 }),
      { ...release, document: without },
      with_({ partition: '12' }),
      with_({ part: '2012-13' }),
      with_({ tables: [] }),
      with_({ madeAt: 'yesterday' }),
      with_({ sequence: 1.5 }),
      { ...release, signature: 1 },
    ])
      expect(validate(wrong)).toBe(false);
  });
});
