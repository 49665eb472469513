/**
 * The roles of credentials for a DPU cluster, weakest first. Each is the ClusterRole of the same name that Kubernetes
 * brings along, bound in all namespaces; with each, Nodes can be listed.
 *
 * @public
 */
export const CREDENTIAL_ROLES = [
  'view',
  'edit',
  'admin',
  'cluster-admin',
] as const;

/** A role that a credential of a user may have in a DPU cluster. @public */
export type CredentialRole = (typeof CREDENTIAL_ROLES)[number];

/** What a role allows, and what is asked of who takes it. @public */
export interface CredentialRoleFacts {
  /** One line for a user who chooses. */
  allows: string;
  /** Whether a reason must be given. */
  needsReason: boolean;
  /** What the holder must know; absent where nothing can be broken. */
  warning?: string;
}

const DPF_MANAGES =
  'DPF manages workloads in this cluster. A change to them can interrupt DPUs, and DPF may undo it.';

const FACTS: Record<CredentialRole, CredentialRoleFacts> = {
  view: {
    allows:
      'Reads most objects in all namespaces, and Nodes. Reads no Secrets and changes nothing.',
    needsReason: false,
  },
  edit: {
    allows:
      'Reads and changes workloads and Secrets in all namespaces, system namespaces included. Lists Nodes.',
    needsReason: true,
    warning: `${DPF_MANAGES} Who can run Pods in system namespaces can get the rights of their ServiceAccounts.`,
  },
  admin: {
    allows:
      'As edit, and also changes Roles and RoleBindings in all namespaces. Lists Nodes.',
    needsReason: true,
    warning: `${DPF_MANAGES} Who can run Pods in system namespaces can get the rights of their ServiceAccounts.`,
  },
  'cluster-admin': {
    allows: 'Everything in the cluster, also what DPF and the portal made.',
    needsReason: true,
    warning: DPF_MANAGES,
  },
};

/** What a role allows, for the form and the checks of a request. @public */
export function credentialRoleFacts(role: CredentialRole): CredentialRoleFacts {
  return FACTS[role];
}

/** Narrows a text to a role; `undefined` when it is none. @public */
export function readCredentialRole(text: string): CredentialRole | undefined {
  return CREDENTIAL_ROLES.find(role => role === text);
}
