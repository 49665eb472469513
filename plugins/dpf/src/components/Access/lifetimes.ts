import { credentialLifetime, credentialMinutes } from '@dpf-portal/dpf-model';

const USUAL = [15, 30, 60, 120, 240, 480];

/** The lifetimes to choose from, shortest first, the configured maximum included. */
export function lifetimesUpTo(maxLifetime: string): string[] {
  const max = credentialMinutes(maxLifetime) ?? 0;
  return [...USUAL.filter(minutes => minutes < max), max].map(
    credentialLifetime,
  );
}

/** `45 minutes`, `1 hour`. */
export function describeLifetime(lifetime: string): string {
  const minutes = credentialMinutes(lifetime) ?? 0;
  const [amount, unit] =
    minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
