import { DpuKind } from './ServedDpf';

/** A step of a DPU's provisioning, and the condition that becomes True when the step is done. */
export interface DpuPhase {
  phase: string;
  condition: string;
}

/** In this phase the DPU joins its cluster: its Node appears. */
export const JOINS_IN = 'DPU Cluster Config';
/** The final phase. */
export const READY = 'Ready';

/** DPF v24.10. */
const BY_HOST: readonly DpuPhase[] = [
  { phase: 'Initializing', condition: 'Initialized' },
  { phase: 'Node Effect', condition: 'NodeEffectReady' },
  { phase: 'Pending', condition: 'BFBReady' },
  { phase: 'DMS Deployment', condition: 'DMSRunning' },
  { phase: 'OS Installing', condition: 'OSInstalled' },
  { phase: 'Rebooting', condition: 'Rebooted' },
  { phase: JOINS_IN, condition: 'DPUClusterReady' },
  { phase: 'Host Network Configuration', condition: 'HostNetworkReady' },
  { phase: READY, condition: 'Ready' },
];

/** DPF v25.10 and later. */
const BY_DPU_NODE: readonly DpuPhase[] = [
  { phase: 'Initializing', condition: 'Initialized' },
  { phase: 'Node Effect', condition: 'NodeEffectReady' },
  { phase: 'Pending', condition: 'Pending' },
  { phase: 'Initialize Interface', condition: 'InterfaceInitialized' },
  { phase: 'Config FW Parameters', condition: 'FWConfigured' },
  { phase: 'Prepare BFB', condition: 'BFBPrepared' },
  { phase: 'OS Installing', condition: 'OSInstalled' },
  { phase: 'DPU Config', condition: 'DPUConfig' },
  { phase: 'Rebooting', condition: 'Rebooted' },
  { phase: 'Host Network Configuration', condition: 'HostNetworkReady' },
  { phase: JOINS_IN, condition: 'DPUClusterReady' },
  { phase: 'Service Readiness', condition: 'ServiceReadiness' },
  { phase: 'Node Effect Removal', condition: 'NodeEffectRemoved' },
  { phase: READY, condition: 'Ready' },
];

/** The conditions of an operational DPU. */
export const OPERATIONAL: ReadonlyArray<{ type: string; reason: string }> = [
  { type: 'OperationalReady', reason: 'AllReady' },
  { type: 'NodeProblemsReady', reason: 'NoProblemsDetected' },
  { type: 'DPUServiceCriticalPodsReady', reason: 'AllPodsReady' },
  { type: 'DPUServiceNonCriticalPodsReady', reason: 'AllPodsReady' },
  { type: 'DPUServiceInterfacesReady', reason: 'AllServiceInterfacesReady' },
  { type: 'DPUServiceChainsReady', reason: 'AllServiceChainsReady' },
];

/** The phases of a DPU of this shape, in order, without those that the schema does not have. */
export function phasesOf(kind: DpuKind): readonly DpuPhase[] {
  const all = kind.namesDpuNode ? BY_DPU_NODE : BY_HOST;
  return all.filter(({ phase }) => kind.phases?.includes(phase) ?? true);
}
