import fs from 'node:fs/promises';
import path from 'node:path';
import { startControllerManager } from '../controlPlane/startControllerManager';
import { waitForProcess } from '../controlPlane/waitForProcess';
import { findFreePort } from '../process/findFreePort';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';
import { StateDirectory } from '../state/StateDirectory';
import { Credentials } from '../pki/KeyPair';

/** The controllers that a joining node needs. */
const CONTROLLERS = [
  'bootstrap-signer-controller',
  'certificatesigningrequest-approving-controller',
  'certificatesigningrequest-signing-controller',
];

export interface JoinControllersOptions {
  /** kube-controller-manager. */
  binary: string;
  /** Kubeconfig of the cluster's administrator. */
  kubeconfig: string;
  /** The certificate authority of the cluster. */
  authority: Credentials;
  /** Must not exist. Removed when the process has ended. */
  directory: string;
  proxyUrl: string;
  state: StateDirectory;
  reaper: Reaper;
}

/**
 * Starts the controllers of a tenant's kube-controller-manager that joining needs, because the kubelet stand-in does
 * not run this container of the tenant's pod. Resolves when they are healthy.
 */
export async function startJoinControllers(
  options: JoinControllersOptions,
): Promise<ManagedProcess> {
  const { binary, kubeconfig, authority, directory } = options;
  const { proxyUrl, state, reaper } = options;
  await fs.mkdir(directory, { recursive: true, mode: 0o700 });
  const file = async (name: string, text: string) => {
    const written = path.join(directory, name);
    await state.writeSecret(written, text);
    return written;
  };
  const port = await findFreePort();
  const child = startControllerManager({
    binary,
    controllers: CONTROLLERS,
    kubeconfigFile: await file('admin.kubeconfig', kubeconfig),
    signing: {
      certificateFile: await file('ca.crt', authority.certificate),
      keyFile: await file('ca.key', authority.key),
    },
    port,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      // VIPs are behind the proxy. Go bypasses the proxy for loopback addresses.
      HTTPS_PROXY: proxyUrl,
    },
    logFile: state.logFile('join-controller-manager'),
    reaper,
  });
  child.exited.then(() =>
    fs.rm(directory, { recursive: true, force: true }).catch(() => {}),
  );
  await waitForProcess(child, { port, path: '/healthz' });
  return child;
}
