import { join } from 'node:path';

/**
 * Returns the environment variables for the configuration of the example portal.
 *
 * @param {{portalKubeconfig: string, controllersKubeconfig: string, proxyUrl?: string, existing?: boolean}} target - the management cluster; `existing` if it is not a local cluster
 * @param {{port: number, backendPort: number, roles: string[], guests?: boolean, stateDir: string}} options
 * @param {{podName: string, port: number, database: string}} [replica] - which of several back ends it is for, with their database; they run no controllers
 */
export function portalEnvironment(target, options, replica) {
  const { port, backendPort, roles, guests, stateDir } = options;
  const role = name => (!replica && roles.includes(name) ? 'auto' : 'disabled');
  const frontend = `http://localhost:${port}`;
  const backend = `http://localhost:${backendPort}`;
  return {
    DPF_PORTAL_KUBECONFIG: target.portalKubeconfig,
    DPF_CONTROLLERS_KUBECONFIG: replica ? '' : target.controllersKubeconfig,
    DPF_TENANT_ACCESS_MODE: target.proxyUrl ? 'proxy' : 'direct',
    DPF_TENANT_PROXY_URL: target.proxyUrl ?? '',
    DPF_ROLE_KAMAJI: role('kamaji'),
    DPF_ROLE_STATIC: role('static'),
    DPF_ROLE_PROVISIONING: role('provisioning'),
    DPF_STARTS_WITH_PORTAL: String(target.existing !== true),
    DPF_STATE_DIR: join(stateDir, 'backend'),
    // Guest sign-in has no password: only this machine may reach the portal.
    APP_CONFIG_app_listen_host: '"127.0.0.1"',
    APP_CONFIG_backend_listen_host: '"127.0.0.1"',
    APP_CONFIG_backend_listen_port: String(replica?.port ?? backendPort),
    ...(replica && {
      POD_NAME: replica.podName,
      APP_CONFIG_backend_database_client: '"pg"',
      APP_CONFIG_backend_database_connection: JSON.stringify(replica.database),
      // One database, which the user of a connection string has; not one for each plugin.
      APP_CONFIG_backend_database_pluginDivisionMode: '"schema"',
    }),
    DPF_ALLOW_REMOTE_GUESTS: String(guests === true),
    APP_CONFIG_app_baseUrl: JSON.stringify(frontend),
    APP_CONFIG_backend_baseUrl: JSON.stringify(backend),
    APP_CONFIG_backend_cors_origin: JSON.stringify(frontend),
    NODE_ENV: 'development',
    BROWSER: 'none',
    // Any page can make the front end's development server open a file in an
    // editor (GET /webpack-dev-server/open-editor). This opens nothing.
    LAUNCH_EDITOR: 'true',
    NO_UPDATE_NOTIFIER: '1',
  };
}
