import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';
import { readOwner } from '../cluster/owner';
import { ExpectedValues, FieldProblem } from '../request/DpuClusterRequest';
import { expiryTime } from '../request/fields/expires';
import { boundedText } from '../text/boundedText';
import { isSameVersion } from '../upgrade/versions';
import { readLock } from './clusterLock';

type Value = string | number | null | undefined;

function isSame(field: string, now: Value, expected: Value): boolean {
  if (now === expected || (now ?? null) === (expected ?? null)) {
    return true;
  }
  if (typeof now !== 'string' || typeof expected !== 'string') {
    // A version that nobody set may have been shown as the installed one.
    return field === 'version' && now === undefined;
  }
  switch (field) {
    case 'version':
      return isSameVersion(now, expected);
    case 'owner':
      return readOwner(now) === readOwner(expected);
    case 'expires':
    case 'pausedUntil':
      return (
        expiryTime(now) !== undefined &&
        expiryTime(now) === expiryTime(expected)
      );
    case 'locked':
      // An answer about the cluster shows a part of a long one.
      return (
        JSON.stringify(readLock(now)) === JSON.stringify(readLock(expected))
      );
    default:
      return false;
  }
}

function shown(value: Value): string {
  return value === undefined || value === null || value === ''
    ? 'not set'
    : boundedText(String(value), 100);
}

/** The present values of the fields that a change can name. */
function valuesOf({
  metadata,
  spec,
}: DpuCluster): Record<Exclude<keyof ExpectedValues, 'labels' | 'uid'>, Value> {
  const { annotations = {} } = metadata;
  return {
    version: spec.version,
    maxNodes: spec.maxNodes,
    owner: annotations[DPF_ANNOTATIONS.owner],
    purpose: annotations[DPF_ANNOTATIONS.purpose],
    expires: annotations[DPF_ANNOTATIONS.expires],
    credentials: annotations[DPF_ANNOTATIONS.credentials],
    pausedUntil: annotations[DPF_ANNOTATIONS.pausedUntil],
    locked: annotations[DPF_ANNOTATIONS.locked],
  };
}

function problem(
  field: string,
  name: string,
  now: Value,
  expected: Value,
): FieldProblem[] {
  return isSame(field, now, expected)
    ? []
    : [
        {
          field,
          reason: `${name} is ${shown(now)} now; it was ${shown(
            expected,
          )} when this change was made.`,
        },
      ];
}

/**
 * What somebody else has changed of a cluster since its values were read, so that two editors do not overwrite each
 * other without a word. Values that the change was not made from do not count.
 *
 * @public
 */
export function changedMeanwhile(
  cluster: DpuCluster,
  expected: ExpectedValues = {},
): FieldProblem[] {
  const { uid, labels = {}, ...values } = expected;
  const { metadata } = cluster;
  if (uid !== undefined && uid !== metadata.uid) {
    return [
      {
        field: 'uid',
        reason: `${metadata.namespace}/${metadata.name} was deleted and created again.`,
      },
    ];
  }
  const present = valuesOf(cluster);
  const fields = Object.keys(values) as Array<keyof typeof values>;
  return [
    ...fields.flatMap(field =>
      values[field] === undefined
        ? []
        : problem(field, field, present[field], values[field]),
    ),
    ...Object.entries(labels).flatMap(([key, value]) =>
      problem('labels', `The label ${key}`, metadata.labels?.[key], value),
    ),
  ];
}
