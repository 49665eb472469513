import {
  CONTROLLER_ROLES,
  ControllerRoleStatus,
  DPU_CLUSTER_GROUPS,
  DpfOperatorConfig,
  DpuClusterApi,
} from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { JsonSchema } from '@dpf-portal/kube-controller';

/** When everything happens on a fake management cluster. */
export const NOW = '2026-11-24T10:00:00.000Z';
const OPERATOR = DEFAULT_LEADER_ELECTION_NAMESPACE;

/** DPUCluster as DPF serves it with `spec.version`. */
const SPEC_VERSION: JsonSchema = schemaOf({ version: { type: 'string' } }, {});
/** DPUCluster as DPF serves it with `status.version`. */
export const STATUS_VERSION: JsonSchema = schemaOf(
  {},
  { version: { type: 'string' } },
);

function schemaOf(
  spec: Record<string, JsonSchema>,
  status: Record<string, JsonSchema>,
): JsonSchema {
  return {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['type'],
        properties: {
          maxNodes: { type: 'integer', maximum: 1000 },
          ...spec,
        },
      },
      status: {
        type: 'object',
        properties: { phase: { type: 'string' }, ...status },
      },
    },
  };
}

/** What a portal finds on a management cluster when it starts. */
export interface ServedOptions {
  /** Default: the released one. */
  groups?: Array<DpuClusterApi['group']>;
  /** Of DPUCluster. Default: with `spec.version`. */
  schema?: JsonSchema;
  /** Who runs every role. Default: this project's controllers. */
  runBy?: ControllerRoleStatus['runBy'];
  /** Whatever else there is. */
  arrange?: (server: FakeApiServer) => void;
}

/** Starts the server of a management cluster with what a portal finds there. */
export async function startServer({
  groups = [DPU_CLUSTER_GROUPS.released],
  schema = SPEC_VERSION,
  runBy = 'portal',
  arrange,
}: ServedOptions = {}): Promise<FakeApiServer> {
  const server = await FakeApiServer.start();
  for (const group of Object.values(DPU_CLUSTER_GROUPS)) {
    if (!groups.includes(group)) {
      server.hiddenGroups.add(group);
    }
  }
  server.dpuClusterSchema = schema;
  const roles = CONTROLLER_ROLES.map(role => VENDOR_ROLES[role]);
  if (runBy === 'portal') {
    const leases = roles.flatMap(role => role.leases);
    for (const name of [CONTROLLERS_LEASE, ...leases]) {
      const lease = {
        metadata: { name },
        spec: { holderIdentity: 'controllers', renewTime: NOW },
      };
      server.objects.create('leases', OPERATOR, lease);
    }
  } else if (runBy === 'vendor') {
    for (const { deployment: name } of roles) {
      server.objects.create('deployments', OPERATOR, { metadata: { name } });
    }
  } else if (runBy === 'unknown') {
    server.forbidden.add('deployments');
  }
  arrange?.(server);
  return server;
}

/** DPF's own configuration, for `arrange`. */
export function addOperatorConfig(
  server: FakeApiServer,
  config: Pick<DpfOperatorConfig, 'spec' | 'status'>,
): void {
  server.objects.create('dpfoperatorconfigs', OPERATOR, {
    metadata: { name: 'dpfoperatorconfig' },
    ...config,
  });
}
