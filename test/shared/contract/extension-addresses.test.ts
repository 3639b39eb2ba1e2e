/** Addresses in an extension: tools for the graph make links of them. */
import { expect, test } from '@jest/globals';
import { checkExtensionSdl } from '@vigil/shared';
import { CLASSIFIED, LINK } from './extension-sample.js';

const P = '@classified(class: PUBLIC)';

function check(url: string): void {
  const body = `scalar one__Code ${P} @specifiedBy(url: ${JSON.stringify(url)})\ntype Query { one__x: one__Code ${P} }`;
  checkExtensionSdl({ partner: 'one', sdl: `${LINK}${CLASSIFIED}${body}` });
}

test('the description of a scalar is on the web', () => {
  expect(() => {
    check('https://example.org/code');
  }).not.toThrow();
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'http://127.0.0.1/', ' https://example.org', ''])(
  'an address that is none of the web is refused: %s',
  (url) => {
    expect(() => {
      check(url);
    }).toThrow(
      expect.objectContaining({
        code: 'SDL_REFUSED',
        message: expect.stringMatching(
          /^one__Code \(line \d+\) uses @specifiedBy with no address/,
        ) as unknown,
      }),
    );
  },
);
