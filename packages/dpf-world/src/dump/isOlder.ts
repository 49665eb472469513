import { KubeObject } from '@dpf-portal/kube-controller';

/** The resource version as a number; `undefined` where it is none. */
function versionOf({ metadata }: KubeObject): bigint | undefined {
  const { resourceVersion = '' } = metadata;
  return /^\d{1,30}$/.test(resourceVersion)
    ? BigInt(resourceVersion)
    : undefined;
}

/**
 * Whether the other of two copies of an object is to be kept: it is of a later object of the same name, is a later version
 * of it, or has more in it.
 */
export function isOlder(one: KubeObject, other: KubeObject): boolean {
  const [made, madeOther] = [one, other].map(({ metadata }) =>
    metadata.uid === undefined
      ? NaN
      : Date.parse(metadata.creationTimestamp ?? ''),
  );
  if (one.metadata.uid !== other.metadata.uid && made !== madeOther) {
    return madeOther > made || Number.isNaN(made);
  }
  const [version, versionOther] = [versionOf(one), versionOf(other)];
  if (
    version !== undefined &&
    versionOther !== undefined &&
    version !== versionOther
  ) {
    return versionOther > version;
  }
  return JSON.stringify(other).length > JSON.stringify(one).length;
}
