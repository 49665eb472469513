const SUFFIXES: Record<string, [base: bigint, exponent: number]> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

const PATTERN =
  /^([+-]?)(\d*)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3})?$/;
// The API server keeps no finer fraction than nano.
const NANO_DIGITS = 9;

/** A Kubernetes quantity in billionths, as resource.Quantity; undefined when the value is not a quantity. */
export function parseQuantity(value: unknown): bigint | undefined {
  const match =
    typeof value === 'string' || typeof value === 'number'
      ? PATTERN.exec(String(value))
      : null;
  if (!match || !(match[2] || match[3])) {
    return undefined;
  }
  const [, sign, whole, fraction = '', suffix = ''] = match;
  const [base, exponent] = SUFFIXES[suffix] ?? [10n, Number(suffix.slice(1))];
  let digits = BigInt(`${whole}${fraction}` || '0');
  let scale = NANO_DIGITS - fraction.length;
  if (base === 2n) {
    digits *= 2n ** BigInt(exponent);
  } else {
    scale += exponent;
  }
  const nano =
    scale >= 0
      ? digits * 10n ** BigInt(scale)
      : roundUp(digits, 10n ** BigInt(-scale));
  return sign === '-' ? -nano : nano;
}

function roundUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}
