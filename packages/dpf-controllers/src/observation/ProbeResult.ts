import { ProbeReason } from '@dpf-portal/backstage-plugin-dpf-common';

/** How one probe ended. `tookMs` is the time that the tenant took, whatever it answered. */
export type ProbeResult =
  | {
      outcome: 'hit';
      latencyMs: number;
      tookMs: number;
      /** Where it was asked for, and came in time. */
      serverVersion?: string;
    }
  | {
      outcome: 'miss';
      reason: ProbeReason;
      message: string;
      /** Something answers, and it is no API server. */
      noApiServer?: true;
      tookMs: number;
    }
  /** Nothing was learnt: the management cluster is away, or the Secret may not be read. Not a miss. */
  | { outcome: 'unknown'; message: string };

/** Reasons that may lie on the way to the tenants instead of in one of them. */
export function mayBeThePath(result: ProbeResult): boolean {
  return (
    result.outcome === 'miss' &&
    (result.reason === 'Unreachable' || result.reason === 'Slow')
  );
}

/** Reasons for which no packet came back from the tenant, or none was sent. */
const SILENT_REASONS: readonly ProbeReason[] = [
  'Unreachable',
  'Slow',
  'KubeconfigUnusable',
  'AddressNotAllowed',
];

/** The tenant said something, right or wrong: the path to it works. */
export function answered(result: ProbeResult): boolean {
  return (
    result.outcome === 'hit' ||
    (result.outcome === 'miss' && !SILENT_REASONS.includes(result.reason))
  );
}
