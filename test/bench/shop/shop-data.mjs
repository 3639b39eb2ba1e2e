/**
 * What the four subgraphs of the benches hold: made up, written out, the same on every machine.
 *
 * Who reviewed what follows from a number's remainders, so that every customer and every product has several
 * reviews and no figure depends on chance.
 */
const customers = [
  ['c1', 'Ada Brandt', 'abrandt', '1971-02-11'],
  ['c2', 'Bela Castor', 'bcastor', '1980-06-30'],
  ['c3', 'Cleo Darian', 'cdarian', '1993-11-05'],
  ['c4', 'Dov Eskola', 'deskola', '1966-09-17'],
  ['c5', 'Edda Farrow', 'efarrow', '1988-12-24'],
  ['c6', 'Finn Galanis', 'fgalanis', '1975-04-02'],
].map(([id, name, handle, born]) => ({ id, name, handle, born }));

const products = [
  ['p1', 'Folding table for a balcony', 8_900, 6_400, true],
  ['p2', 'Reading lamp with a clamp', 4_250, 1_150, true],
  ['p3', 'Shelf of oak, three boards', 15_900, 12_300, false],
  ['p4', 'Travel kettle, half a litre', 2_990, 780, true],
  ['p5', 'Blanket of undyed wool', 6_400, 1_900, false],
  ['p6', 'Paper lantern, round', 990, 140, true],
  ['p7', 'Garden bench for four', 120_000, 31_000, true],
  ['p8', 'Wall clock without a tick', 3_700, 820, false],
].map(([code, title, cents, grams, inStock]) => ({ code, title, cents, grams, inStock }));

const TEXTS = [
  'Does what it says, and looks well doing it.',
  'Arrived a week late, works well since.',
  'Smaller than I thought it would be, but sound.',
  'Would buy it again, and have, for my sister.',
  'A leg was missing; the shop sent one in two days.',
];

const REVIEWS = 24;

const reviews = Array.from({ length: REVIEWS }, (_, at) => ({
  id: `r${at + 1}`,
  text: TEXTS[at % TEXTS.length],
  author: customers[at % customers.length].id,
  product: products[(at * 5 + Math.floor(at / customers.length)) % products.length].code,
}));

const byId = (rows, key) => new Map(rows.map((row) => [row[key], row]));

export const shopData = {
  customers,
  products,
  reviews,
  customerById: byId(customers, 'id'),
  productByCode: byId(products, 'code'),
};
