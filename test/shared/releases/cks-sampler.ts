/**
 * The rejection sampler of Canonne, Kamath and Steinke 2020 (algorithms 1 to 3), in whole numbers: an oracle for
 * tests. It never runs at a partner, where its running time would tell the noise.
 */
import { createHash } from 'node:crypto';

interface Ratio {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Whole numbers below m from SHA-256(seed || counter), 128 bits at a time, without bias. */
export class SeededUniforms {
  private counter = 0n;

  constructor(private readonly seed: string) {}

  get blocks(): number {
    return Number(this.counter);
  }

  below(m: bigint): bigint {
    const limit = ((1n << 128n) / m) * m;
    for (;;) {
      const block = Buffer.alloc(8);
      block.writeBigUInt64BE(this.counter);
      this.counter += 1n;
      const hash = createHash('sha256').update(this.seed).update(block).digest('hex');
      const x = BigInt(`0x${hash.slice(0, 32)}`);
      if (x < limit) return x % m;
    }
  }
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}

function ratio(top: bigint, bottom: bigint): Ratio {
  const common = divisor(top, bottom);
  return { top: top / common, bottom: bottom / common };
}

export function parseRatio(text: string): Ratio {
  const [top = '0', bottom = '1'] = text.split('/');
  return ratio(BigInt(top), BigInt(bottom));
}

function bernoulli({ top, bottom }: Ratio, uniforms: SeededUniforms): boolean {
  return uniforms.below(bottom) < top;
}

/** Algorithm 1: true with probability exp(-x). */
function bernoulliExp({ top, bottom }: Ratio, uniforms: SeededUniforms): boolean {
  let rest = top;
  for (; rest > bottom; rest -= bottom) {
    if (!bernoulliExpBelowOne({ top: 1n, bottom: 1n }, uniforms)) return false;
  }
  return bernoulliExpBelowOne({ top: rest, bottom }, uniforms);
}

function bernoulliExpBelowOne({ top, bottom }: Ratio, uniforms: SeededUniforms): boolean {
  let k = 1n;
  while (bernoulli(ratio(top, bottom * k), uniforms)) k += 1n;
  return k % 2n === 1n;
}

/** Algorithm 2: the discrete Laplace distribution. */
export function discreteLaplace({ top: t, bottom: s }: Ratio, uniforms: SeededUniforms): bigint {
  for (;;) {
    const negative = bernoulli({ top: 1n, bottom: 2n }, uniforms);
    const magnitude = geometric(s, t, uniforms);
    if (!negative || magnitude !== 0n) return negative ? -magnitude : magnitude;
  }
}

/** floor of a geometric variable of rate 1/t, by s: P(k) proportional to exp(-k s / t). */
function geometric(s: bigint, t: bigint, uniforms: SeededUniforms): bigint {
  let u: bigint;
  do u = uniforms.below(t);
  while (!bernoulliExp(ratio(u, t), uniforms));
  let v = 0n;
  while (bernoulliExp({ top: 1n, bottom: 1n }, uniforms)) v += 1n;
  return (v * t + u) / s;
}

function floorOfRoot({ top, bottom }: Ratio): bigint {
  let root = 0n;
  while ((root + 1n) * (root + 1n) * bottom <= top) root += 1n;
  return root;
}

/** Algorithm 3: the discrete Gaussian distribution. */
export function discreteGaussian(sigma2: Ratio, uniforms: SeededUniforms): bigint {
  const t = floorOfRoot(sigma2) + 1n;
  for (;;) {
    const y = discreteLaplace({ top: t, bottom: 1n }, uniforms);
    const away = (y < 0n ? -y : y) * t * sigma2.bottom - sigma2.top; // times t * bottom
    const exponent = ratio(away * away, 2n * sigma2.top * sigma2.bottom * t * t);
    if (bernoulliExp(exponent, uniforms)) return y;
  }
}
