import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEditName, DpuClusterChange } from '@dpf-portal/dpf-model';
import { ComponentType } from 'react';
import { CeilingFields } from './CeilingFields';
import { CertificatesFields } from './CertificatesFields';
import { CredentialsFields } from './CredentialsFields';
import { KubeconfigFields } from './KubeconfigFields';
import { LabelsFields } from './LabelsFields';
import { LockFields } from './LockFields';
import { OwnerFields } from './OwnerFields';
import { PauseFields } from './PauseFields';
import { PurposeFields } from './PurposeFields';
import { RestoreFields } from './RestoreFields';
import { VersionFields } from './VersionFields';

/** The inputs of one edit. They report a change once it is complete and differs from what is there. */
export interface EditFieldsProps {
  /** As it was when the dialog was opened. */
  cluster: DpuClusterView;
  onChange(change: DpuClusterChange | undefined): void;
}

/** What the dialog of an edit shows. */
export interface EditForm {
  /** In the menu and as the dialog's title. */
  title(cluster: DpuClusterView): string;
  /** The button that carries the change out. */
  action(change: DpuClusterChange): string;
  Fields: ComponentType<EditFieldsProps>;
}

/** The forms of the edits. */
export const EDIT_FORMS: Readonly<Record<ClusterEditName, EditForm>> = {
  maxNodes: {
    title: () => 'Change the DPU ceiling',
    action: ({ maxNodes }) => `Set the ceiling to ${maxNodes}`,
    Fields: CeilingFields,
  },
  version: {
    title: () => 'Upgrade Kubernetes',
    action: ({ version }) => `Upgrade to ${version}`,
    Fields: VersionFields,
  },
  owner: {
    title: () => 'Change the owner',
    action: () => 'Change the owner',
    Fields: OwnerFields,
  },
  purpose: {
    title: () => 'Change purpose and reminder',
    action: () => 'Change',
    Fields: PurposeFields,
  },
  labels: {
    title: () => 'Change labels',
    action: () => 'Change labels',
    Fields: LabelsFields,
  },
  pause: {
    title: ({ pausedUntil }) =>
      pausedUntil ? 'Resume or prolong the pause' : 'Pause',
    action: ({ pausedUntil }) => (pausedUntil ? 'Pause' : 'Resume'),
    Fields: PauseFields,
  },
  kubeconfig: {
    title: () => 'Replace the kubeconfig',
    action: () => 'Replace the kubeconfig',
    Fields: KubeconfigFields,
  },
  credentials: {
    title: () => 'Allow or refuse access for users',
    action: ({ credentials }) =>
      credentials === 'allowed' ? 'Allow access' : 'Refuse access',
    Fields: CredentialsFields,
  },
  certificates: {
    title: () => 'Renew certificates',
    action: () => 'Renew',
    Fields: CertificatesFields,
  },
  restore: {
    title: () => 'Restore the control plane',
    action: () => 'Restore',
    Fields: RestoreFields,
  },
  lock: {
    title: ({ locked }) =>
      locked === undefined ? 'Lock against deletion' : 'Unlock',
    action: ({ locked }) => (locked === null ? 'Unlock' : 'Lock'),
    Fields: LockFields,
  },
};
