import { Config } from '@backstage/config';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import { ConfigEntry } from '../config/DpfConfig';
import { buildControllersKubeConfig, buildKubeConfig } from './buildKubeConfig';

/** Loads the credentials that an entry of the configuration names. */
export function toSettings(
  config: ConfigEntry,
  rootConfig: Config,
): ManagementClusterSettings {
  const {
    path,
    connection,
    controllers,
    rolesEnabledOfBefore: _,
    ...rest
  } = config;
  const kubeConfig = buildKubeConfig(connection, rootConfig, path);
  const isShared =
    connection.kind === 'kubeconfigFile' &&
    controllers?.kind === 'kubeconfigFile' &&
    connection.file === controllers.file;
  return {
    ...rest,
    kubeConfig,
    controllersKubeConfig:
      controllers && !isShared
        ? buildControllersKubeConfig(controllers, kubeConfig, path)
        : undefined,
  };
}
