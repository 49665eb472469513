import { ProbeReason, isRefusedAddress } from '@dpf-portal/dpf-model';

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
      /** What the message leaves out; for the log. */
      detail?: string;
      /** Something answers, and it is no API server. */
      noApiServer?: true;
      tookMs: number;
    }
  /** Nothing was learnt: the management cluster is away, or the Secret may not be read. Not a miss. */
  | { outcome: 'unknown'; message: string };

const PATH_REASONS: readonly ProbeReason[] = [
  'Unreachable',
  'Slow',
  'NameNotResolved',
];

/** Reasons that may lie on the way to the tenants instead of in one of them. */
export function mayBeThePath(result: ProbeResult): boolean {
  return result.outcome === 'miss' && PATH_REASONS.includes(result.reason);
}

/** No packet came back from the tenant, or none was sent. */
function isSilent(reason: ProbeReason): boolean {
  return PATH_REASONS.includes(reason) || isCertain(reason);
}

/** Asking the tenant again does not change it. */
export function isCertain(reason: ProbeReason): boolean {
  return reason === 'KubeconfigUnusable' || isRefusedAddress(reason);
}

/** The tenant said something, right or wrong: the path to it works. */
export function answered(result: ProbeResult): boolean {
  return (
    result.outcome === 'hit' ||
    (result.outcome === 'miss' && !isSilent(result.reason))
  );
}
