import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  CREDENTIAL_ROLES,
  DEFAULT_CREDENTIAL_MINUTES,
  MAX_CREDENTIAL_MINUTES,
  MIN_CREDENTIAL_MINUTES,
  UserAccess,
  readCredentialRole,
  registeredServerProblem,
} from '@dpf-portal/dpf-model';
import {
  KubeconfigsConfig,
  KubernetesPluginConfig,
  configProblem,
} from './DpfConfig';

const PATH = 'dpf.kubeconfigs';
const PLACEHOLDERS = ['managementCluster', 'namespace', 'name', 'host', 'port'];

/** Reads `userAccess` at a path. */
export function readUserAccess(
  config: Config | undefined,
  path: string,
): UserAccess | undefined {
  const access = config?.getOptionalConfig('userAccess');
  if (!access) {
    return undefined;
  }
  const server = access.getOptionalString('server');
  const proxyUrl = access.getOptionalString('proxyUrl');
  const unknown = [...(server ?? '').matchAll(/\{([^}]*)\}/g)].find(
    ([, name]) => !PLACEHOLDERS.includes(name),
  );
  if (unknown) {
    throw configProblem(
      `${path}.userAccess.server`,
      `${unknown[0]} is not one of ${PLACEHOLDERS.map(name => `{${name}}`).join(
        ', ',
      )}.`,
    );
  }
  if (server && !/^https:\/\/[^/\s]+\/?$/.test(server)) {
    throw configProblem(
      `${path}.userAccess.server`,
      `"${server}" is not of the form https://host:port.`,
    );
  }
  if (proxyUrl && !/^(https?|socks5):\/\/[^/\s]+\/?$/.test(proxyUrl)) {
    throw configProblem(
      `${path}.userAccess.proxyUrl`,
      `"${proxyUrl}" is not the URL of an http, https or socks5 proxy.`,
    );
  }
  return { ...(server && { server }), ...(proxyUrl && { proxyUrl }) };
}

function readMaxMinutes(config: Config | undefined): number {
  if (!config?.has('maxLifetime')) {
    return DEFAULT_CREDENTIAL_MINUTES;
  }
  const minutes =
    durationToMilliseconds(
      readDurationFromConfig(config, { key: 'maxLifetime' }),
    ) / 60_000;
  if (
    !Number.isInteger(minutes) ||
    minutes < MIN_CREDENTIAL_MINUTES ||
    minutes > MAX_CREDENTIAL_MINUTES
  ) {
    throw configProblem(
      `${PATH}.maxLifetime`,
      'give whole minutes, from 15 minutes to 8 hours.',
    );
  }
  return minutes;
}

function readKubernetesPlugin(
  config: Config | undefined,
): KubernetesPluginConfig | undefined {
  const plugin = config?.getOptionalConfig('kubernetesPlugin');
  const registeredServers =
    plugin?.getOptionalStringArray('registeredServers') ?? [];
  registeredServers.forEach((entry, i) => {
    const problem = registeredServerProblem(entry);
    if (problem) {
      throw configProblem(
        `${PATH}.kubernetesPlugin.registeredServers[${i}]`,
        `"${entry}" ${problem}`,
      );
    }
  });
  return plugin?.getOptionalBoolean('enabled')
    ? { registeredServers }
    : undefined;
}

/** Reads `dpf.kubeconfigs`. */
export function readKubeconfigs(root: Config): KubeconfigsConfig {
  const config = root.getOptionalConfig(PATH);
  const named = config?.getOptionalStringArray('roles') ?? [];
  named.forEach((text, i) => {
    if (!readCredentialRole(text)) {
      throw configProblem(
        `${PATH}.roles[${i}]`,
        `"${text}" is not one of ${CREDENTIAL_ROLES.join(', ')}.`,
      );
    }
  });
  return {
    roles: CREDENTIAL_ROLES.filter(role => named.includes(role)),
    maxMinutes: readMaxMinutes(config),
    userAccess: readUserAccess(config, PATH) ?? {},
    kubernetesPlugin: readKubernetesPlugin(config),
  };
}
