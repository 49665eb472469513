const EXACT = new Intl.NumberFormat('en');

/** `65,536`; of an IPv6 range `1.8 × 10^19`. */
export function formatNumber(value: number): string {
  if (value <= Number.MAX_SAFE_INTEGER) {
    return EXACT.format(value);
  }
  const [digits, power] = value.toExponential(1).split('e+');
  return `${digits} × 10^${power}`;
}
