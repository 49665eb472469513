import { Condition } from '@dpf-portal/kube-controller';

/** Conditions that do not affect readiness, as in DPF's own controllers. */
const NOT_GATING: readonly string[] = [
  'Ready',
  'EtcdEncryptionRotationInProgress',
  'EtcdEncryptionRotationBlocked',
];

/** Whether a condition of this type must be True for a cluster to be Ready. @public */
export function isGating({ type }: Pick<Condition, 'type'>): boolean {
  return !NOT_GATING.includes(type);
}
