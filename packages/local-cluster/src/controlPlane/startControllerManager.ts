import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';

export interface ControllerManagerOptions {
  binary: string;
  kubeconfigFile: string;
  controllers: readonly string[];
  /** The authority that signs certificate requests. */
  signing?: { certificateFile: string; keyFile: string };
  port: number;
  env?: NodeJS.ProcessEnv;
  logFile: string;
  reaper: Reaper;
}

/** A kube-controller-manager on loopback with a few of its controllers. */
export function startControllerManager(
  options: ControllerManagerOptions,
): ManagedProcess {
  const { signing } = options;
  return ManagedProcess.start({
    name: 'kube-controller-manager',
    command: options.binary,
    args: [
      `--kubeconfig=${options.kubeconfigFile}`,
      `--controllers=${options.controllers.join(',')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${options.port}`,
      '--leader-elect=false',
      // The default client throttling would slow down the garbage collection of hundreds of clusters.
      '--kube-api-qps=1000',
      '--kube-api-burst=2000',
      ...(signing
        ? [
            `--cluster-signing-cert-file=${signing.certificateFile}`,
            `--cluster-signing-key-file=${signing.keyFile}`,
          ]
        : []),
    ],
    env: options.env,
    logFile: options.logFile,
    reaper: options.reaper,
  });
}
