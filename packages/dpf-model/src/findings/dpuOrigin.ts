import { Dpu } from '../cluster/DpuCluster';
import { DpuSelector, KnownDpuSelectors } from '../dpuSelection/DpuSelector';
import { dpuSetOf } from './dpuStates';

/** What made a DPU: a DPUSet, or the DPUDeployment that made the DPUSet. @public */
export interface DpuOrigin {
  kind: 'DPUSet' | 'DPUDeployment';
  namespace: string;
  name: string;
  /** The DPUSet that a DPUDeployment made. */
  dpuSet?: string;
}

/** The DPUSets of one API group by namespace and name. */
export type DpuSetsByName = ReadonlyMap<string, DpuSelector>;

const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;

/** `undefined` where they may not be read, or are not known yet. */
export function dpuSetsByName(
  known: Partial<KnownDpuSelectors> | undefined,
): DpuSetsByName | undefined {
  return (
    known?.dpuSets &&
    new Map(
      known.dpuSets.map(set => [keyOf(set.namespace, set.name), set] as const),
    )
  );
}

function setOf(
  dpu: Dpu,
  sets: DpuSetsByName | undefined,
): DpuSelector | undefined {
  const named = dpuSetOf(dpu);
  return named && sets?.get(keyOf(named.namespace, named.name));
}

/**
 * What made the DPU; `undefined`: somebody by hand. While its DPUSet is not known, the DPUSet itself, although a
 * DPUDeployment may have made that.
 */
export function originOf(
  dpu: Dpu,
  sets: DpuSetsByName | undefined,
): DpuOrigin | undefined {
  const named = dpuSetOf(dpu);
  const madeBy = setOf(dpu, sets)?.madeBy;
  if (!named || !madeBy) {
    return named && { kind: 'DPUSet', ...named };
  }
  return {
    kind: 'DPUDeployment',
    namespace: named.namespace,
    name: madeBy,
    dpuSet: named.name,
  };
}

const BFB = 'BFB';
const SOFTWARE = 'BlueField software';
const FLAVOR = 'DPUFlavor';

const WORDS: Readonly<Record<string, string>> = {
  OutdatedBFB: BFB,
  OutdatedBlueFieldSoftware: SOFTWARE,
  OutdatedDPUFlavor: FLAVOR,
  OutdatedSecureBoot: 'secure boot setting',
};

/** What DPF's reason says is outdated, in a user's words. */
export function describeOutdated(reason: string): string {
  return WORDS[reason] ?? reason;
}

/**
 * In what a DPU differs from the template of its DPUSet: as DPF says, else as the two objects do. Empty: in nothing.
 * `undefined`: its DPUSet is not known.
 */
export function outdatedIn(
  dpu: Dpu,
  sets: DpuSetsByName | undefined,
): string[] | undefined {
  const reason = dpu.status?.outdated?.reason;
  if (reason) {
    return [describeOutdated(reason)];
  }
  const set = setOf(dpu, sets);
  if (!set) {
    return undefined;
  }
  const { bfb, blueFieldSoftware, dpuFlavor } = dpu.spec ?? {};
  const pairs: Array<[string, string | undefined, string | undefined]> = [
    [BFB, bfb, set.bfb],
    [SOFTWARE, blueFieldSoftware, set.blueFieldSoftware],
    [FLAVOR, dpuFlavor, set.dpuFlavor],
  ];
  return pairs
    .filter(([, has, wanted]) => has && wanted && has !== wanted)
    .map(([what]) => what);
}
