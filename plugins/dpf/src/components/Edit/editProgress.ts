import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuClusterChange,
  Finding,
  LabelChangeEffect,
  isSameVersion,
} from '@dpf-portal/dpf-model';
import { describeHealth } from '../../describe/describeFields';
import { formatTime } from '../Time/formatTime';

/** Whether the finding is about a control plane that a restore changes: it was changed by hand, or lacks something. */
export function isDrift({ code, evidence }: Finding): boolean {
  return (
    code === 'Sleeping' ||
    code === 'ControlPlaneIncomplete' ||
    (code === 'ChildDrifted' &&
      String(evidence?.child).startsWith('TenantControlPlane/'))
  );
}

/** How far a stored change has got that others carry out. */
export interface EditProgress {
  text: string;
  isRunning: boolean;
}

/** A change that was stored, and what the cluster was like then and is like now. */
export interface StoredChange {
  change: DpuClusterChange;
  labelChange?: LabelChangeEffect;
  before: DpuClusterView;
  cluster: DpuClusterView;
}

function ofVersion(wanted: string, { version }: DpuClusterView): EditProgress {
  return version && isSameVersion(version, wanted)
    ? { text: `Kubernetes ${version} is installed.`, isRunning: false }
    : {
        text: `Kamaji installs ${wanted}. Installed: ${version ?? 'none'}.`,
        isRunning: true,
      };
}

function ofDeletedDpus(
  deletes: LabelChangeEffect['deletes'],
  { before, cluster }: StoredChange,
): EditProgress {
  const { assigned, deleting = 0 } = cluster.dpus;
  const had = before.dpus.assigned;
  if (assigned === undefined || had === undefined) {
    return {
      text: 'DPF deletes the DPUs. The portal cannot read how many are left.',
      isRunning: false,
    };
  }
  const left = `${assigned} of ${had} ${
    had === 1 ? 'DPU is' : 'DPUs are'
  } left`;
  // Other DPUs may be assigned meanwhile, and the number may be the most that it can be: then the user sees the rest.
  const isDone =
    deletes !== 'unknown' && deleting === 0 && had - assigned >= deletes;
  return isDone
    ? { text: `The DPUs are deleted; ${left}.`, isRunning: false }
    : {
        text: `DPF deletes DPUs: ${deleting} ${
          deleting === 1 ? 'is' : 'are'
        } being deleted; ${left}.`,
        isRunning: true,
      };
}

function ofCertificate(
  which: NonNullable<DpuClusterChange['renewCertificates']>,
  { before, cluster }: StoredChange,
): EditProgress {
  const issued = cluster.certificatesIssued?.[which];
  return issued && issued !== before.certificatesIssued?.[which]
    ? {
        text: `Kamaji issued the new certificate at ${formatTime(issued)}.${
          which === 'apiServer' ? ` ${describeHealth(cluster)}` : ''
        }`,
        isRunning: false,
      }
    : {
        text: 'Kamaji issues the new certificate.',
        // Without the time of the earlier one, the portal does not see when it is done.
        isRunning: issued !== undefined,
      };
}

function ofKubeconfig({ before, cluster }: StoredChange): EditProgress {
  const { probedAt } = cluster.observation ?? {};
  return probedAt && probedAt !== before.observation?.probedAt
    ? { text: describeHealth(cluster), isRunning: false }
    : {
        text: 'The portal checks the API server with the new kubeconfig.',
        isRunning: true,
      };
}

/** How far a change has got that others carry out after it was stored; `undefined` where nothing follows that takes time. */
export function editProgress(stored: StoredChange): EditProgress | undefined {
  const { change, labelChange, cluster } = stored;
  const { version, restore, renewCertificates, kubeconfigUpload } = change;
  if (version) {
    return ofVersion(version, cluster);
  }
  if (restore) {
    return cluster.findings.some(isDrift)
      ? { text: 'The control plane is being set back.', isRunning: true }
      : { text: 'The control plane is as it was created.', isRunning: false };
  }
  if (renewCertificates) {
    return ofCertificate(renewCertificates, stored);
  }
  if (kubeconfigUpload) {
    return ofKubeconfig(stored);
  }
  return labelChange && labelChange.deletes !== 0
    ? ofDeletedDpus(labelChange.deletes, stored)
    : undefined;
}
