import type { Condition } from '@dpf-portal/kube-controller';
import { Dpu, groupOf } from '../cluster/DpuCluster';
import { INITIAL_PHASE, PHASE_READY } from '../cluster/countDpus';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { World } from './World';

/** The phases on the way to Ready, up to DPF v24.10. */
const BY_HOST: readonly string[] = [
  INITIAL_PHASE,
  'Node Effect',
  'Pending',
  'DMS Deployment',
  'OS Installing',
  'Rebooting',
  'DPU Cluster Config',
  'Host Network Configuration',
];

/**
 * The phases on the way to Ready, from DPF v25.10. BlueField-4 goes through all of them; others skip the update of the
 * firmware and its reboot, and the network of the host is configured only in the mode host-trusted.
 */
const BY_DPU_NODE: readonly string[] = [
  INITIAL_PHASE,
  'Node Effect',
  'Pending',
  'Initialize Interface',
  'Config FW Parameters',
  'Update Firmware',
  'Rebooting',
  'Prepare BFB',
  'OS Installing',
  'DPU Config',
  'Host Network Configuration',
  'DPU Cluster Config',
  'Service Readiness',
  'Node Effect Removal',
];

/** In these phases a step is interrupted; from DPF v25.10 they are no step of their own. */
const INTERRUPTIONS: readonly string[] = [
  'Rebooting',
  'Checking Host Reboot Required',
  'Perform ARM Force Restart',
];
/** The step that these usually interrupt. */
const INTERRUPTED = 'DPU Config';
const RESTART = 'Perform ARM Force Restart';
/** A reboot after one of these is a step: it activates the firmware. */
const FIRMWARE: readonly string[] = ['Config FW Parameters', 'Update Firmware'];

/** The phase of a DPU. DPF sets none before it has seen the DPU. */
export function phaseOfDpu({ status }: Dpu): string {
  return boundedText(status?.phase || INITIAL_PHASE, LONGEST_NAME);
}

/** The phases on the way to Ready in the order of the DPU's release, without those that its API does not have. */
function stepsOf(
  dpu: Dpu,
  { capabilities }: Pick<World, 'capabilities'>,
): readonly string[] {
  const served = Object.entries(capabilities.dpuPhases ?? {}).find(
    ([group]) => group === groupOf(dpu),
  )?.[1];
  const isOld = served
    ? served.includes('DMS Deployment')
    : dpu.spec?.nodeName !== undefined && !dpu.spec.dpuNodeName;
  const all = isOld ? BY_HOST : BY_DPU_NODE;
  return served ? all.filter(phase => served.includes(phase)) : all;
}

/** The phase whose place in the order says how far the DPU is. */
function stepPhase(
  phase: string,
  previous: string | undefined,
  steps: readonly string[],
): string | undefined {
  if (!INTERRUPTIONS.includes(phase) || !steps.includes(INTERRUPTED)) {
    return phase;
  }
  if (phase === 'Rebooting' && previous && FIRMWARE.includes(previous)) {
    return phase;
  }
  if (previous && previous !== phase && steps.includes(previous)) {
    return previous;
  }
  return phase === RESTART ? undefined : INTERRUPTED;
}

/** How far a DPU is on the way to Ready: step 9 of 14. @public */
export interface DpuStep {
  number: number;
  of: number;
}

/** Which step of its provisioning a DPU is at; `undefined` where the phase is none of them. */
export function dpuStep(
  dpu: Dpu,
  world: Pick<World, 'capabilities'>,
): DpuStep | undefined {
  const steps = stepsOf(dpu, world);
  const at = stepPhase(phaseOfDpu(dpu), dpu.status?.previousPhase, steps);
  const index = at === undefined ? -1 : steps.indexOf(at);
  return index < 0 ? undefined : { number: index + 1, of: steps.length };
}

/** `OS Installing, 9 of 14`. */
export function describeDpuPhase(
  dpu: Dpu,
  world: Pick<World, 'capabilities'>,
): string {
  const phase = phaseOfDpu(dpu);
  const step = phase === PHASE_READY ? undefined : dpuStep(dpu, world);
  return step ? `${phase}, ${step.number} of ${step.of}` : phase;
}

/** The conditions of a DPU's provisioning in DPF's order, those of all releases. */
const CONDITIONS: readonly string[] = [
  'Initialized',
  'Pending',
  'BFBReady',
  'DPUFlavorExists',
  'NodeEffectReady',
  'InterfaceInitialized',
  'FWConfigured',
  'BFBPrepared',
  'DMSRunning',
  'OSInstalled',
  'DPUConfig',
  'Rebooted',
  'HostNetworkReady',
  'DPUClusterReady',
  'ServiceReadiness',
  'NodeEffectRemoved',
  'Ready',
  'Error',
  'Deleting',
];

/** The conditions of a provisioned DPU, the summary first. */
const OPERATIONAL_CONDITIONS: readonly string[] = [
  'OperationalReady',
  'NodeProblemsReady',
  'DPUServiceCriticalPodsReady',
  'DPUServiceNonCriticalPodsReady',
  'DPUServiceInterfacesReady',
  'DPUServiceChainsReady',
];

const ORDER = [...CONDITIONS, ...OPERATIONAL_CONDITIONS];

/**
 * The conditions of a DPU, of either list, in DPF's order. Conditions that are not known come last, as they stood.
 *
 * @public
 */
export function inDpuOrder(conditions: readonly Condition[]): Condition[] {
  const place = ({ type }: Condition) =>
    ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length;
  return [...conditions].sort((one, other) => place(one) - place(other));
}
