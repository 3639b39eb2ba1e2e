/** A request keeps the graph it began with; switching is all or nothing; an old graph ends with its last request. */
import { expect, test } from '@jest/globals';
import { Generations, composeSound, newExchange, type Exchange } from '@vigil/gateway';
import { HubError, type CheckedExtension, type Coalition } from '@vigil/shared';
import { pino } from 'pino';

type Options = Parameters<typeof Generations.open>[0];
type Composed = Awaited<ReturnType<Options['compose']>>;

const COALITION = { partners: [] } as unknown as Coalition;

function extension(partner: string, sdl = 'sound'): CheckedExtension {
  return { partner, sdl } as CheckedExtension;
}

function exchange(id: string): Exchange {
  return newExchange(id, new Date(0), {} as Exchange['facts']);
}

type Prepare = Awaited<ReturnType<Options['make']>>['graph']['prepare'];

/** What a fake graph prepares says which graph it was. */
function preparedBy(number: number): ReturnType<Prepare> {
  return { bytes: number, run: () => Promise.reject(new Error('nothing is asked here')) };
}

function preparing(generations: Generations, begun: Exchange): number {
  return generations.graphOf(begun).prepare({} as Parameters<Prepare>[0]).bytes;
}

/** Graphs that say which one they are; one with a `broken` extension does not compose. */
function fakes(): { options: Options; stopped: number[]; made: number[]; composed: string[][] } {
  const stopped: number[] = [];
  const made: number[] = [];
  const composed: string[][] = [];
  return {
    stopped,
    made,
    composed,
    options: {
      compose: (extensions) => {
        composed.push(extensions.map(({ partner, sdl }) => `${partner} ${sdl}`));
        if (extensions.some(({ sdl }) => sdl === 'broken'))
          return Promise.reject(new HubError('COMPOSITION_FAILED', 'does not fit', 'operator'));
        return Promise.resolve({} as Composed);
      },
      make: ({ number, coalition }) => {
        made.push(number);
        return Promise.resolve({
          generation: { number, coalition, hash: String(number) } as NonNullable<Exchange['generation']>,
          graph: {
            prepare: () => preparedBy(number),
            stop: () => Promise.resolve(void stopped.push(number)),
          },
        });
      },
      onSettled: () => undefined,
      log: pino({ level: 'silent' }),
    },
  };
}

test('a request is planned by the graph it began with, and that graph ends with its last request', async () => {
  const { options, stopped } = fakes();
  const generations = await Generations.open(options, { coalition: COALITION, extensions: [] });
  const [early, other, late] = [exchange('1'), exchange('2'), exchange('3')];
  generations.enter(early);
  generations.enter(other);
  await generations.offer({ coalition: COALITION, extensions: [extension('one')] });
  generations.enter(late);
  expect([preparing(generations, early), preparing(generations, late)]).toEqual([1, 2]);
  generations.leave(early);
  generations.leave(early);
  expect(stopped).toEqual([]);
  generations.leave(other);
  expect(stopped).toEqual([1]);
});

test('a request that never began, or whose graph was exchanged under it, is not planned', async () => {
  const { options } = fakes();
  const generations = await Generations.open(options, { coalition: COALITION, extensions: [] });
  expect(() => generations.graphOf(exchange('1'))).toThrow(/no generation/);
  const begun = exchange('2');
  generations.enter(begun);
  begun.generation = { ...generations.current() };
  expect(() => generations.graphOf(begun)).toThrow(/no generation/);
});

test('changes that come together make one generation, the newest; the same again makes none', async () => {
  const { options, made } = fakes();
  const generations = await Generations.open(options, { coalition: COALITION, extensions: [] });
  const offers = ['a', 'b', 'c'].map((sdl) =>
    generations.offer({ coalition: COALITION, extensions: [extension('one', sdl)] }),
  );
  await Promise.all(offers);
  expect(made).toEqual([1, 2]);
  await generations.offer({ coalition: COALITION, extensions: [extension('one', 'c')] });
  expect(made).toEqual([1, 2]);
});

test('another coalition with the same extensions is a new generation, and nothing is composed', async () => {
  const { options, composed } = fakes();
  const generations = await Generations.open(options, {
    coalition: COALITION,
    extensions: [extension('one')],
  });
  const other = { ...COALITION };
  await generations.offer({ coalition: other, extensions: [extension('one')] });
  expect(generations.current().coalition).toBe(other);
  expect(composed).toHaveLength(1);
});

test('when the next graph cannot be made, the one in use goes on and the reason is kept until it is mended', async () => {
  const { options } = fakes();
  let fails = true;
  const { make } = options;
  const generations = await Generations.open(
    {
      ...options,
      make: (input, before) => {
        if (fails && before !== null)
          return Promise.reject(new HubError('COMPOSITION_FAILED', 'no plan', 'operator'));
        return make(input, before);
      },
    },
    { coalition: COALITION, extensions: [] },
  );
  await generations.offer({ coalition: COALITION, extensions: [extension('one')] });
  expect([generations.current().number, generations.problem()]).toEqual([1, 'no plan']);
  fails = false;
  await generations.offer({ coalition: COALITION, extensions: [extension('one')] });
  expect([generations.current().number, generations.problem()]).toEqual([2, null]);
});

test('what does not compose is left out by name; its partner keeps the one that is live', async () => {
  const { options } = fakes();
  const live = [extension('one', 'live'), extension('two', 'live')];
  const wanted = [extension('one', 'broken'), extension('two', 'next'), extension('three', 'new')];
  const sound = await composeSound(wanted, { live, compose: options.compose });
  expect(sound.extensions.map(({ partner, sdl }) => `${partner} ${sdl}`).sort()).toEqual([
    'one live',
    'three new',
    'two next',
  ]);
  expect([...sound.leftOut]).toEqual([['one', 'does not fit']]);
});
