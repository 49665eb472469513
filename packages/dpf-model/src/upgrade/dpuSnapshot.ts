import { Dpu } from '../cluster/DpuCluster';
import { PHASE_ERROR, PHASE_READY } from '../cluster/countDpus';

/** What is kept of a DPU before an upgrade of DPF, to compare it with afterwards. @public */
export interface DpuRecord {
  namespace: string;
  name: string;
  uid: string;
  host?: string;
  /** `namespace/name` of its DPU cluster. */
  cluster?: string;
  /** The group of its DPU cluster. */
  group: string;
  phase?: string;
  /** Status of `OperationalReady`, where DPF has it. */
  operational?: string;
  deleting?: boolean;
  bfbVersion?: string;
  dpfVersion?: string;
  kubeletVersion?: string;
}

/** A DPU that is not as it was before the upgrade. @public */
export interface DpuDifference {
  kind: 'missing' | 'worse' | 'changed' | 'better' | 'new';
  before?: DpuRecord;
  after?: DpuRecord;
  /** Another object has its name now: DPF has made the DPU again. */
  madeAgain?: boolean;
}

/** The DPUs of a management cluster, compared with those before an upgrade. @public */
export interface DpuComparison {
  /** Missing ones first, then those that are worse. */
  differences: DpuDifference[];
  /** How many are as they were. */
  same: number;
}

/** A DPU as it is kept. @public */
export function toDpuRecord(dpu: Dpu): DpuRecord {
  const { metadata, spec, status } = dpu;
  const { name, namespace } = spec?.cluster ?? {};
  const operational = status?.operationalConditions?.find(
    ({ type }) => type === 'OperationalReady',
  );
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    host: spec?.dpuNodeName ?? spec?.nodeName,
    cluster: name ? `${namespace}/${name}` : undefined,
    group: (dpu.apiVersion ?? '').split('/')[0],
    phase: status?.phase,
    operational: operational?.status,
    deleting: metadata.deletionTimestamp ? true : undefined,
    bfbVersion: status?.bfbVersion,
    dpfVersion: status?.dpfVersion,
    kubeletVersion: status?.agentStatus?.kubeletVersion,
  };
}

/**
 * The greater, the better: failed or leaving, being provisioned, provisioned, operational. `operational` counts only where
 * DPF said it before and afterwards.
 */
function rankOf(
  { phase, deleting }: DpuRecord,
  operational: string | undefined,
): number {
  if (deleting || phase === PHASE_ERROR || phase === 'Deleting') {
    return 0;
  }
  if (phase !== PHASE_READY) {
    return 1;
  }
  return operational === undefined || operational === 'True' ? 3 : 2;
}

function isOtherwiseSame(a: DpuRecord, b: DpuRecord): boolean {
  return (
    a.phase === b.phase &&
    a.operational === b.operational &&
    a.cluster === b.cluster &&
    a.bfbVersion === b.bfbVersion &&
    a.dpfVersion === b.dpfVersion &&
    a.kubeletVersion === b.kubeletVersion
  );
}

function compare(
  before: DpuRecord,
  after: DpuRecord,
): DpuDifference | undefined {
  const madeAgain = before.uid !== after.uid;
  const isComparable = Boolean(before.operational && after.operational);
  const rank = (record: DpuRecord) =>
    rankOf(record, isComparable ? record.operational : undefined);
  const step = rank(after) - rank(before);
  const found = { before, after, ...(madeAgain && { madeAgain }) };
  if (step !== 0) {
    return { kind: step < 0 ? 'worse' : 'better', ...found };
  }
  return madeAgain || !isOtherwiseSame(before, after)
    ? { kind: 'changed', ...found }
    : undefined;
}

const ORDER: ReadonlyArray<DpuDifference['kind']> = [
  'missing',
  'worse',
  'changed',
  'better',
  'new',
];

const keyOf = ({ group, namespace, name }: DpuRecord) =>
  `${group}/${namespace}/${name}`;

/** Compares DPUs by name, since DPF may make a DPU again. @public */
export function compareDpus(
  before: readonly DpuRecord[],
  after: readonly DpuRecord[],
): DpuComparison {
  const now = new Map(after.map(record => [keyOf(record), record]));
  const earlier = new Set(before.map(keyOf));
  let same = 0;
  const differences = before.flatMap((record): DpuDifference[] => {
    const current = now.get(keyOf(record));
    if (!current) {
      return [{ kind: 'missing', before: record }];
    }
    const difference = compare(record, current);
    same += difference ? 0 : 1;
    return difference ? [difference] : [];
  });
  const added = after.filter(record => !earlier.has(keyOf(record)));
  differences.push(
    ...added.map(record => ({ kind: 'new' as const, after: record })),
  );
  const name = ({ before: b, after: a }: DpuDifference) => {
    const record = b ?? a;
    return record ? keyOf(record) : '';
  };
  differences.sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      (name(a) < name(b) ? -1 : 1),
  );
  return { differences, same };
}
