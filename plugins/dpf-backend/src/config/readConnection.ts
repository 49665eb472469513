import { Config } from '@backstage/config';
import {
  ConnectionConfig,
  ControllersIdentityConfig,
  configProblem,
} from './DpfConfig';

const KINDS = [
  'kubernetesPluginRef',
  'kubeconfigFile',
  'inCluster',
  'connection',
] as const;

function readInline(config: Config, path: string): ConnectionConfig {
  const server = config.getString('server');
  if (!server.startsWith('https://')) {
    throw configProblem(
      `${path}.connection.server`,
      'it must start with https://.',
    );
  }
  const serviceAccountToken = config.getOptionalString('serviceAccountToken');
  const tokenFile = config.getOptionalString('tokenFile');
  if (!serviceAccountToken === !tokenFile) {
    throw configProblem(
      `${path}.connection`,
      'give either serviceAccountToken or tokenFile.',
    );
  }
  return {
    kind: 'connection',
    server,
    caData: config.getOptionalString('caData'),
    caFile: config.getOptionalString('caFile'),
    serviceAccountToken,
    tokenFile,
  };
}

/** Reads which of the four ways to reach a management cluster is configured; exactly one must be. */
export function readConnection(config: Config, path: string): ConnectionConfig {
  const given = KINDS.filter(kind =>
    kind === 'inCluster'
      ? config.getOptionalBoolean(kind) === true
      : config.getOptional(kind) !== undefined,
  );
  if (given.length !== 1) {
    throw configProblem(
      path,
      `give exactly one of ${KINDS.join(', ')}; found ${
        given.length ? given.join(' and ') : 'none'
      }.`,
    );
  }
  switch (given[0]) {
    case 'kubernetesPluginRef':
      return {
        kind: 'kubernetesPluginRef',
        ref: config.getString('kubernetesPluginRef'),
        serviceAccountToken: config.getOptionalString('serviceAccountToken'),
        tokenFile: config.getOptionalString('tokenFile'),
      };
    case 'kubeconfigFile':
      return {
        kind: 'kubeconfigFile',
        file: config.getString('kubeconfigFile'),
      };
    case 'connection':
      return readInline(config.getConfig('connection'), path);
    default:
      return { kind: 'inCluster' };
  }
}

/** Reads the controllers' own identity; nothing configured means the portal's. */
export function readControllersIdentity(
  config: Config,
  path: string,
): ControllersIdentityConfig | undefined {
  const file = config.getOptionalString('controllers.kubeconfigFile');
  const tokenFile = config.getOptionalString('controllers.tokenFile');
  if (file && tokenFile) {
    throw configProblem(
      `${path}.controllers`,
      'give either kubeconfigFile or tokenFile, not both.',
    );
  }
  if (file) {
    return { kind: 'kubeconfigFile', file };
  }
  return tokenFile ? { kind: 'tokenFile', tokenFile } : undefined;
}
