import { ManagedProcess, Reaper } from '../process';

export interface ControllerManagerOptions {
  binary: string;
  kubeconfigFile: string;
  port: number;
  logFile: string;
  reaper: Reaper;
}

/** The controllers of a real cluster that our stand-ins do not play; the others would fight them. */
const CONTROLLERS = [
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'resourcequota-controller',
];

export function startControllerManager(
  options: ControllerManagerOptions,
): ManagedProcess {
  return ManagedProcess.start({
    name: 'kube-controller-manager',
    command: options.binary,
    args: [
      `--kubeconfig=${options.kubeconfigFile}`,
      `--controllers=${CONTROLLERS.join(',')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${options.port}`,
      '--leader-elect=false',
      // Its own throttle would make garbage collection of hundreds of clusters slow.
      '--kube-api-qps=1000',
      '--kube-api-burst=2000',
    ],
    logFile: options.logFile,
    reaper: options.reaper,
  });
}
