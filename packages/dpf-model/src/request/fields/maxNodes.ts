import { podRangeTooSmall } from '../../controlPlane/newPodRange';

/** Why a cluster cannot have this ceiling of nodes; `undefined` when it can. @public */
export function maxNodesProblem(
  maxNodes: number,
  limits: {
    policyMax?: number;
    apiLimit?: number;
    /** The pods of each node take a part of it. */
    podRange?: { cidr: string; dpus: number };
  } = {},
): string | undefined {
  const { policyMax = Infinity, apiLimit = Infinity, podRange } = limits;
  if (!Number.isInteger(maxNodes) || maxNodes < 1) {
    return 'Give a whole number of at least 1.';
  }
  if (maxNodes > apiLimit && apiLimit <= policyMax) {
    return `DPF here allows at most ${apiLimit}.`;
  }
  if (maxNodes > policyMax) {
    return `At most ${policyMax} are allowed here.`;
  }
  return podRange && podRangeTooSmall(maxNodes, podRange);
}
