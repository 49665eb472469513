import { DpuClusterRequest } from './DpuClusterRequest';
import { FieldProblems } from './FieldProblems';

/** For every type whose clusters bring their address along. */
export function refuseAddress(
  request: DpuClusterRequest,
  problems: FieldProblems,
): void {
  for (const field of ['network', 'keepalived'] as const) {
    if (request[field] !== undefined) {
      problems.add(field, 'Only a kamaji cluster takes an address from here.');
    }
  }
}
