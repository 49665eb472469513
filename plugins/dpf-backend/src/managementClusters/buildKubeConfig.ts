import { existsSync } from 'fs';
import { Config } from '@backstage/config';
import { loadKubeConfigFromFile } from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';
import {
  ConnectionConfig,
  ControllersIdentityConfig,
  configProblem,
} from '../config/DpfConfig';
import { readKubernetesPluginCluster } from './readKubernetesPluginCluster';

interface TokenIdentity {
  server: string;
  caData?: string;
  caFile?: string;
  token?: string;
  tokenFile?: string;
}

function fromToken(identity: TokenIdentity): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [
      {
        name: 'management',
        server: identity.server,
        caData: identity.caData,
        caFile: identity.caFile,
        skipTLSVerify: false,
      },
    ],
    users: [
      {
        name: 'portal',
        token: identity.tokenFile ? undefined : identity.token,
        // client-node reads the file again when the token is old; ServiceAccount tokens rotate.
        ...(identity.tokenFile && {
          authProvider: {
            name: 'tokenFile',
            config: { tokenFile: identity.tokenFile },
          },
        }),
      },
    ],
    contexts: [{ name: 'management', cluster: 'management', user: 'portal' }],
    currentContext: 'management',
  });
  return kubeConfig;
}

function fromFile(file: string, path: string): KubeConfig {
  if (!existsSync(file)) {
    throw configProblem(path, `there is no file ${file}.`);
  }
  return loadKubeConfigFromFile(file);
}

function inCluster(path: string): KubeConfig {
  if (!process.env.KUBERNETES_SERVICE_HOST) {
    throw configProblem(
      `${path}.inCluster`,
      'this process does not run in a Kubernetes cluster.',
    );
  }
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromCluster();
  return kubeConfig;
}

/** The portal's identity on a management cluster, for any configured connection. */
export function buildKubeConfig(
  connection: ConnectionConfig,
  rootConfig: Config,
  path: string,
): KubeConfig {
  switch (connection.kind) {
    case 'kubeconfigFile':
      return fromFile(connection.file, `${path}.kubeconfigFile`);
    case 'inCluster':
      return inCluster(path);
    case 'connection':
      return fromToken({
        ...connection,
        token: connection.serviceAccountToken,
      });
    default: {
      const found = readKubernetesPluginCluster(
        rootConfig,
        connection.ref,
        path,
      );
      const token = connection.serviceAccountToken ?? found.token;
      if (!token && !connection.tokenFile) {
        throw configProblem(
          `${path}.kubernetesPluginRef`,
          `"${connection.ref}" has no token. Give serviceAccountToken or tokenFile.`,
        );
      }
      return fromToken({
        server: found.url,
        caData: found.caData,
        caFile: found.caFile,
        token,
        tokenFile: connection.tokenFile,
      });
    }
  }
}

/** The controllers' identity. With a token file it uses the same server as the portal's. */
export function buildControllersKubeConfig(
  identity: ControllersIdentityConfig,
  portal: KubeConfig,
  path: string,
): KubeConfig {
  if (identity.kind === 'kubeconfigFile') {
    return fromFile(identity.file, `${path}.controllers.kubeconfigFile`);
  }
  const cluster = portal.getCurrentCluster();
  if (!cluster) {
    throw configProblem(`${path}.controllers`, 'the portal has no server.');
  }
  return fromToken({
    server: cluster.server,
    caData: cluster.caData,
    caFile: cluster.caFile,
    tokenFile: identity.tokenFile,
  });
}
