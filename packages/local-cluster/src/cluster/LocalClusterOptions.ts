import { KubeObject, Logger } from '@dpf-portal/kube-controller';
import { Binaries } from '../binaries';

/** @public */
export interface LocalClusterOptions {
  /** Directory for all state. A later start with the same directory restores the clusters. */
  stateDir: string;
  /** Delete the contents of the directory first. */
  fresh?: boolean;
  /** For load tests: tenants inside this process, and a Kamaji that answers immediately. */
  light?: boolean;
  /** Port of the API server. Default: a free port, kept for later starts. */
  port?: number;
  /** The range of NodePorts, for example `30000-30015`. Default: that of Kubernetes. */
  nodePorts?: string;
  /** Delay before the first reaction of the Kamaji stand-in. Default: 0. */
  kamajiDelayMs?: number;
  /** Default: found, downloaded or built; see `BinaryResolver`. */
  binaries?: Binaries;
  /** The namespaces, roles and policies to apply at the start. Default: the Helm chart's folder of this repository. */
  deployDir?: string;
  /** DPF's definitions: files, folders or objects. Default: the newest shape and the guide's group. */
  definitions?: ReadonlyArray<string | KubeObject>;
  /** Use the real Kamaji. Default: from `KAMAJI_BIN` and `KAMAJI_CRDS`. `false`: always use the stand-in. */
  kamaji?: { binary: string; crds: string } | false;
  /** Folder with Kamaji's definitions for the stand-in. Default: minimal ones of this package. */
  kamajiDefinitions?: string;
  /** Receives one line for each step, with the seconds since the start. */
  onProgress?: (line: string) => void;
  /** Logger of the stand-ins. */
  logger?: Logger;
}

/** Returns the real Kamaji to use; `undefined` for the stand-in. */
export function chosenKamaji(
  { kamaji, light }: LocalClusterOptions,
  env: NodeJS.ProcessEnv = process.env,
): { binary: string; crds: string } | undefined {
  if (kamaji === false || light) {
    return undefined;
  }
  if (kamaji) {
    return kamaji;
  }
  const { KAMAJI_BIN: binary, KAMAJI_CRDS: crds } = env;
  if (Boolean(binary) !== Boolean(crds)) {
    throw new Error('Set both KAMAJI_BIN and KAMAJI_CRDS, or neither');
  }
  return binary && crds ? { binary, crds } : undefined;
}
