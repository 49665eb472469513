import { KubeObject, Logger } from '@dpf-portal/kube-controller';
import { Binaries } from '../binaries';

/** @public */
export interface LocalClusterOptions {
  /** Everything lives here; a later start with the same directory finds its clusters again. */
  stateDir: string;
  /** Forget what the directory holds. */
  fresh?: boolean;
  /** Tenants inside this process and a Kamaji that answers at once, for load tests. */
  light?: boolean;
  /** The API server's port. Default: a free one, kept from start to start. */
  port?: number;
  /** The range of NodePorts, as `30000-30015`. Default: Kubernetes' own. */
  nodePorts?: string;
  /** How long the Kamaji stand-in thinks before its first answer. Default 0. */
  kamajiDelayMs?: number;
  /** Default: found, downloaded or built; see `BinaryResolver`. */
  binaries?: Binaries;
  /** The namespaces, roles and policies that are applied at the start. Default: `deploy/` of this repository. */
  deployDir?: string;
  /** The definitions of DPF's kinds: files, folders or objects. Default: the newest shape, and the guide's group. */
  definitions?: ReadonlyArray<string | KubeObject>;
  /** The real Kamaji in place of the stand-in. Default: `KAMAJI_BIN` and `KAMAJI_CRDS`; `false`: the stand-in whatever these say. */
  kamaji?: { binary: string; crds: string } | false;
  /** Folder with Kamaji's definitions for the stand-in. Default: our own minimal ones. */
  kamajiDefinitions?: string;
  /** Hears one line for each step, with the seconds since the start. */
  onProgress?: (line: string) => void;
  /** Hears what the stand-ins have to say. */
  logger?: Logger;
}

/** The real Kamaji, where one is named; undefined: the stand-in. */
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
    throw new Error('Set KAMAJI_BIN and KAMAJI_CRDS both, or neither');
  }
  return binary && crds ? { binary, crds } : undefined;
}
