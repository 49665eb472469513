import { Config } from '@backstage/config';
import {
  CONTROLLER_ROLES,
  ControlPlaneSettings,
  ControllerRole,
  ROLE_MODES,
  RoleMode,
  clusterLabelKeyProblem,
  podRangeProblem,
  readRoleMode,
  readToleration,
  tolerationProblem,
  versionProblem,
} from '@dpf-portal/dpf-model';
import { TenantAccess } from '@dpf-portal/dpf-world';
import { ConfigEntry, configProblem } from './DpfConfig';
import { readConnection, readControllersIdentity } from './readConnection';
import { readNetworks } from './readNetworks';
import { readUserAccess } from './readKubeconfigs';
import { readPolicy } from './readPolicy';

/** Reads how the kamaji role makes control planes on one management cluster. */
function readControlPlanes(config: Config, path: string): ControlPlaneSettings {
  const read = (
    key: 'kubernetesVersion' | 'podCidr',
    problemOf: (text: string) => string | undefined,
  ) => {
    const text = config.getOptionalString(key);
    const problem = text === undefined ? undefined : problemOf(text);
    if (problem) {
      throw configProblem(`${path}.${key}`, problem);
    }
    return text;
  };
  return {
    kubernetesVersion: read('kubernetesVersion', text => versionProblem(text)),
    podCidr: read('podCidr', podRangeProblem),
    tolerations: config
      .getOptionalStringArray('tolerations')
      ?.map((text, index) => {
        const problem = tolerationProblem(text);
        if (problem) {
          throw configProblem(`${path}.tolerations[${index}]`, problem);
        }
        return readToleration(text);
      }),
  };
}

/** The namespace that `deploy/charts/dpf-portal/namespaces.yaml` creates and `deploy/charts/dpf-portal/rbac/portal-uploads.yaml` grants. */
const DEFAULT_UPLOADS_NAMESPACE = 'dpf-uploads';
const NAME = /^[a-z0-9-]{1,30}$/;

function readRoles(
  config: Config,
  path: string,
): Pick<ConfigEntry, 'roles' | 'rolesEnabledOfBefore'> {
  const rolesEnabledOfBefore: string[] = [];
  const read = (role: ControllerRole): RoleMode => {
    const text = config.getOptionalString(`roles.${role}`) ?? 'disabled';
    const known = readRoleMode(text);
    if (!known) {
      throw configProblem(
        `${path}.roles.${role}`,
        `"${text}" is not one of ${ROLE_MODES.join(', ')}.`,
      );
    }
    if (known.isEnabledOfBefore) {
      rolesEnabledOfBefore.push(`${path}.roles.${role}`);
    }
    return known.mode;
  };
  for (const role of config.getOptionalConfig('roles')?.keys() ?? []) {
    if (!CONTROLLER_ROLES.some(known => known === role)) {
      throw configProblem(
        `${path}.roles.${role}`,
        `there is no such role; the roles are ${CONTROLLER_ROLES.join(', ')}.`,
      );
    }
  }
  const roles = {
    kamaji: read('kamaji'),
    static: read('static'),
    provisioning: read('provisioning'),
  };
  return { roles, rolesEnabledOfBefore };
}

function readTenantAccess(config: Config, path: string): TenantAccess {
  const proxyUrl = config.getOptionalString('tenantAccess.proxyUrl');
  const mode =
    config.getOptionalString('tenantAccess.mode') ??
    (proxyUrl ? 'proxy' : 'direct');
  if (mode !== 'direct' && mode !== 'proxy') {
    throw configProblem(
      `${path}.tenantAccess.mode`,
      `"${mode}" is neither direct nor proxy.`,
    );
  }
  if (mode === 'proxy' && !proxyUrl) {
    throw configProblem(
      `${path}.tenantAccess.proxyUrl`,
      'mode proxy needs the address of an HTTP CONNECT proxy.',
    );
  }
  return {
    mode,
    proxyUrl: mode === 'proxy' ? proxyUrl : undefined,
    allowedCidrs: config.getOptionalStringArray('tenantAccess.allowedCidrs'),
  };
}

function readClusterLabel(config: Config, path: string): string | undefined {
  const key = config.getOptionalString('labels.cluster');
  const problem = key === undefined ? undefined : clusterLabelKeyProblem(key);
  if (problem) {
    throw configProblem(`${path}.labels.cluster`, problem);
  }
  return key;
}

/** Reads one entry of `dpf.managementClusters`. */
export function readManagementCluster(
  config: Config,
  path: string,
): ConfigEntry {
  const name = config.getString('name');
  if (!NAME.test(name)) {
    throw configProblem(
      `${path}.name`,
      `"${name}" is not a name of 1 to 30 of a-z, 0-9 and -.`,
    );
  }
  return {
    path,
    name,
    title: config.getOptionalString('title'),
    entityRef: config.getOptionalString('entityRef'),
    connection: readConnection(config, path),
    controllers: readControllersIdentity(config, path),
    namespaces: config.getOptionalStringArray('namespaces'),
    ...readRoles(config, path),
    leaderElectionNamespace: config.getOptionalString(
      'leaderElection.namespace',
    ),
    startsWithPortal: config.getOptionalBoolean('startsWithPortal'),
    controlPlanes: readControlPlanes(config, path),
    clusterLabel: readClusterLabel(config, path),
    tenantAccess: readTenantAccess(config, path),
    userAccess: readUserAccess(config, path),
    networks: readNetworks(config, path),
    policy: readPolicy(config, path),
    uploadsNamespace:
      config.getOptionalString('uploads.namespace') ??
      DEFAULT_UPLOADS_NAMESPACE,
  };
}
