import { DpuView } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuState } from '@dpf-portal/dpf-model';
import { StateTone } from '../../describe/describeState';

const TONES: Record<DpuState, StateTone> = {
  error: 'error',
  silent: 'error',
  stuck: 'warning',
  held: 'warning',
  unassigned: 'pending',
  notOperational: 'warning',
  provisioning: 'running',
  deleting: 'pending',
  ready: 'ok',
  operational: 'ok',
};

/** The colour of a state. */
export function toneOf({ state }: Pick<DpuView, 'state'>): StateTone {
  return TONES[state];
}

/** `worker-1 · dpu0`. */
export function hostAndDevice({
  host,
  device,
}: Pick<DpuView, 'host' | 'device'>): string {
  return [host, device].filter(Boolean).join(' · ');
}

/** `DPUSet rack-1`; `by hand` where no object made it. */
export function sourceOf({ origin }: Pick<DpuView, 'origin'>): string {
  return origin ? `${origin.kind} ${origin.name}` : 'by hand';
}

/** The same with the namespace, and with the DPUSet that a DPUDeployment made. */
export function fullSourceOf({ origin }: Pick<DpuView, 'origin'>): string {
  if (!origin) {
    return 'by hand';
  }
  const { kind, namespace, name, dpuSet } = origin;
  const made = dpuSet ? `, by its DPUSet ${dpuSet}` : '';
  return `${kind} ${namespace}/${name}${made}`;
}

/** What is outdated; a dash where that is not known. */
export function outdatedOf({ outdated }: Pick<DpuView, 'outdated'>): string {
  return outdated ? outdated.join(', ') || 'no' : '—';
}

/** `team-a/blue`; empty where it has none. */
export function clusterOf({ cluster }: Pick<DpuView, 'cluster'>): string {
  return cluster ? `${cluster.namespace}/${cluster.name}` : '';
}
