import { boundedText } from '../logger';
import { KubeObject } from '../objects/KubeObject';

/** `coordination.k8s.io/v1` Lease. @public */
export interface LeaseObject extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

const LONGEST_HOLDER = 253;

/**
 * Who holds a Lease; `undefined` where it is absent or released. Whoever may write it may write anything there, so it
 * is bounded.
 *
 * @public
 */
export function holderOf(lease: LeaseObject | undefined): string | undefined {
  const holder = lease?.spec?.holderIdentity;
  return holder ? boundedText(holder, LONGEST_HOLDER) : undefined;
}

/** A time as `metav1.MicroTime` wants it. */
export function microTime(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '000Z');
}
