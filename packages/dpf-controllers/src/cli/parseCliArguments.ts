import { parseArgs } from 'node:util';
import {
  CONTROLLER_ROLES,
  ControllerRole,
  DPU_CLUSTER_GROUPS,
  RoleMode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { TenantAccess } from '../tenant';

/** The command line, checked. */
export interface CliArguments {
  kubeconfig: string;
  context?: string;
  roles: Partial<Record<ControllerRole, RoleMode>>;
  groups: string[];
  tenantAccess: TenantAccess;
  leaderElectionNamespace?: string;
  identity?: string;
  keepalivedImage?: string;
}

export const USAGE = `Usage: dpf-controllers --kubeconfig FILE [options]

Runs the DPUCluster reconcilers of a management cluster.

  --kubeconfig FILE                the management cluster
  --context NAME                   context in FILE (default: its current one)
  --roles ROLE[=MODE],…            kamaji, static, provisioning; MODE is enabled (default) or auto
                                   (default: all three)
  --group GROUP                    only this API group; may be given twice (default: every served one)
  --tenant-proxy URL               reach DPU clusters through this HTTP CONNECT proxy
  --allow-cidr CIDR                the networks DPU clusters may be on; may be given more than once
  --leader-election-namespace NS   where the Leases are (default: dpf-operator-system)
  --identity ID                    identity in the Leases (default: host name and a random part)
  --keepalived-image IMAGE         image with keepalived and curl
  --help
`;

/** What was typed cannot be used; the message says what would be right. */
export class CliUsageError extends Error {
  readonly name = 'CliUsageError';
}

function isRole(text: string): text is ControllerRole {
  return CONTROLLER_ROLES.some(role => role === text);
}

function parseRoles(text: string): Partial<Record<ControllerRole, RoleMode>> {
  const roles: Partial<Record<ControllerRole, RoleMode>> = {};
  for (const item of text.split(',').filter(Boolean)) {
    const [role, mode = 'enabled'] = item.trim().split('=');
    if (!isRole(role)) {
      throw new CliUsageError(
        `There is no role ${role}; there are ${CONTROLLER_ROLES.join(', ')}.`,
      );
    }
    if (mode !== 'enabled' && mode !== 'auto' && mode !== 'disabled') {
      throw new CliUsageError(
        `The mode of ${role} must be enabled, auto or disabled, not ${mode}.`,
      );
    }
    roles[role] = mode;
  }
  return roles;
}

function checkGroups(groups: string[]): string[] {
  const known: string[] = Object.values(DPU_CLUSTER_GROUPS);
  const unknown = groups.find(group => !known.includes(group));
  if (unknown) {
    throw new CliUsageError(
      `There is no group ${unknown}; there are ${known.join(' and ')}.`,
    );
  }
  return groups;
}

/**
 * @returns `undefined` when help was asked for.
 * @throws CliUsageError
 */
export function parseCliArguments(argv: string[]): CliArguments | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        kubeconfig: { type: 'string' },
        context: { type: 'string' },
        roles: { type: 'string', default: CONTROLLER_ROLES.join(',') },
        group: { type: 'string', multiple: true, default: [] },
        'tenant-proxy': { type: 'string' },
        'allow-cidr': { type: 'string', multiple: true, default: [] },
        'leader-election-namespace': { type: 'string' },
        identity: { type: 'string' },
        'keepalived-image': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    throw new CliUsageError(
      error instanceof Error ? error.message : String(error),
    );
  }
  if (values.help) {
    return undefined;
  }
  if (!values.kubeconfig) {
    throw new CliUsageError('--kubeconfig is missing.');
  }
  const proxyUrl = values['tenant-proxy'];
  if (proxyUrl && !proxyUrl.startsWith('http://')) {
    throw new CliUsageError('--tenant-proxy must start with http://.');
  }
  const allowedCidrs = values['allow-cidr'];
  return {
    kubeconfig: values.kubeconfig,
    context: values.context,
    roles: parseRoles(values.roles),
    groups: checkGroups(values.group),
    tenantAccess: {
      mode: proxyUrl ? 'proxy' : 'direct',
      proxyUrl,
      ...(allowedCidrs.length ? { allowedCidrs } : {}),
    },
    leaderElectionNamespace: values['leader-election-namespace'],
    identity: values.identity,
    keepalivedImage: values['keepalived-image'],
  };
}
