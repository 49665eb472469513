import { parseVersion } from './parseVersion';

/** Do both name the same Kubernetes release? `v1.30.2` and `1.30.2` do. @public */
export function isSameVersion(one: string, other: string): boolean {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a && b ? a.every((part, index) => part === b[index]) : one === other;
}
