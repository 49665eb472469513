import { Dpu } from '../cluster/DpuCluster';
import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { withinSentence } from '../text/sentence';
import { FindingWho } from './Finding';
import { phaseOfDpu } from './dpuSteps';
import { conditionOf, hostOf, unmetOf } from './dpuStates';

/** What a DPU waits for, and who ends that. */
export interface DpuWait {
  waitsFor: string;
  who: FindingWho;
}

const LONGEST_MESSAGE = 200;

/** `what: message`, where there is a message. */
export function withMessage(what: string, message: string | undefined): string {
  return message
    ? `${what}: ${withinSentence(boundedText(message, LONGEST_MESSAGE))}`
    : what;
}

const REBOOT_SCRIPT: readonly string[] = [
  'RebootScriptWaiting',
  'RebootScriptFailed',
  'FailedToFetchJob',
];

/** `namespace/name` of the cluster that the DPU's spec names. */
export function namedCluster({ spec }: Dpu): string | undefined {
  const { name, namespace } = spec?.cluster ?? {};
  return name && boundedText(`${namespace ?? ''}/${name}`, LONGEST_NAME);
}

function inPending(dpu: Dpu): DpuWait {
  const held = ['Pending', 'BFBReady']
    .map(type => conditionOf(dpu.status?.conditions, type))
    .some(condition => condition?.reason === 'DPFOperatorUpgradeInProgress');
  return held
    ? { waitsFor: 'The end of the upgrade of DPF', who: 'platform' }
    : { waitsFor: 'Its BFB and a free slot to install it', who: 'nobody' };
}

function inReboot(dpu: Dpu): DpuWait {
  const host = hostOf(dpu);
  const reasons = [
    dpu.status?.rebootStatus?.reason,
    conditionOf(dpu.status?.conditions, 'Rebooted')?.reason,
  ];
  return REBOOT_SCRIPT.some(reason => reasons.includes(reason))
    ? { waitsFor: `The reboot script of host ${host}`, who: 'platform' }
    : { waitsFor: `The reboot of host ${host}`, who: 'nobody' };
}

function inConfig(dpu: Dpu): DpuWait {
  const reason = conditionOf(dpu.status?.conditions, 'DPUConfig')?.reason;
  return reason === 'DPUClockUnsynchronized'
    ? { waitsFor: 'A clock on the DPU that is in time', who: 'platform' }
    : { waitsFor: 'Its agent, which configures it', who: 'nobody' };
}

/** What DPF does in the other phases, as a reader would say it. */
const DONE_BY_DPF: Readonly<Record<string, string>> = {
  Initializing: 'DPF, which starts to provision it',
  'Update Firmware': 'The update of its firmware',
  'Config FW Parameters': 'The settings of its firmware',
  'Prepare BFB': 'DPF, which prepares its BFB',
  'DMS Deployment': 'The agent on its host',
  'OS Installing': 'The installation of its operating system',
  'Service Readiness': 'Its services, which start',
};

/** What a DPU that is being provisioned waits for, as its phase and its conditions say. */
export function provisioningWait(dpu: Dpu): DpuWait {
  const phase = phaseOfDpu(dpu);
  const host = hostOf(dpu);
  switch (phase) {
    case 'Pending':
      return inPending(dpu);
    case 'Rebooting':
      return inReboot(dpu);
    case 'DPU Config':
      return inConfig(dpu);
    case 'Node Effect':
      return {
        waitsFor: `Host ${host} to be drained or tainted`,
        who: 'nobody',
      };
    case 'Node Effect Removal':
      return {
        waitsFor: `Host ${host} to be put back into use`,
        who: 'nobody',
      };
    case 'Initialize Interface':
    case 'Host Network Configuration':
      return { waitsFor: `The network of host ${host}`, who: 'nobody' };
    case 'DPU Cluster Config':
      return {
        waitsFor: `Its Node, which joins ${
          namedCluster(dpu) ?? 'a DPU cluster'
        }`,
        who: 'nobody',
      };
    default:
      return {
        waitsFor: DONE_BY_DPF[phase] ?? 'The next step of DPF',
        who: 'nobody',
      };
  }
}

/** The same, of a DPU that does not get on: with what its conditions say. */
export function stuckWait(dpu: Dpu): DpuWait {
  return {
    waitsFor: withMessage(
      provisioningWait(dpu).waitsFor,
      unmetOf(dpu)?.message,
    ),
    who: 'platform',
  };
}
