import { spawnSync } from 'node:child_process';
import net, { AddressInfo } from 'node:net';
import path from 'node:path';
import { eventually } from '../../portal/eventually';
import { Ground } from '../ground/Ground';
import { SupervisedProcess } from '../process/SupervisedProcess';

const STARTED_WITHIN_MS = 5 * 60_000;
const ROOT = path.resolve(__dirname, '../../..');

/** The example portal with the front end's production bundle. */
export interface PagePortal {
  address: string;
  stop(): Promise<void>;
}

/** Builds the front end as a release of the example portal has it. */
export function buildFrontEnd(): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
    ],
    {
      cwd: path.join(ROOT, 'packages/app'),
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (status !== 0) {
    throw new Error(`The front end was not built: ${stderr}`);
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(done => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

/** Starts the portal's back end, which serves the bundle too, on the API server of the ground. No role is enabled. */
export async function startPagePortal(ground: Ground): Promise<PagePortal> {
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const child = SupervisedProcess.start({
    command: process.execPath,
    args: [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      'src/index.ts',
    ],
    // The configuration names files relative to it.
    cwd: path.join(ROOT, 'packages/backend'),
    env: {
      DPF_PORTAL_KUBECONFIG: ground.cluster.portalKubeconfigFile,
      DPF_TENANT_ACCESS_MODE: 'proxy',
      DPF_TENANT_PROXY_URL: ground.tenantProxyUrl,
      DPF_STATE_DIR: path.join(ground.directory, 'backend'),
      APP_CONFIG_app_baseUrl: JSON.stringify(address),
      APP_CONFIG_backend_baseUrl: JSON.stringify(address),
      APP_CONFIG_backend_listen_port: String(port),
      // Guests sign in only here. The front end is the production bundle all the same.
      NODE_ENV: 'development',
    },
    logFile: ground.logFile('portal'),
  });
  try {
    await eventually(
      'the portal answers',
      async () => {
        const answer = await fetch(
          `${address}/.backstage/health/v1/readiness`,
        ).catch(() => undefined);
        return answer?.ok ? true : undefined;
      },
      // Node.js transforms the sources of the whole back end first.
      { timeoutMs: STARTED_WITHIN_MS },
    );
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { address, stop: () => child.stop() };
}
