import { controlPlanesLeftBehind } from '@dpf-portal/dpf-model';
import { DoctorContext, Outcome, found, ok } from './DoctorCheck';

/** Whether something is left of clusters that no longer exist, which nothing deletes. */
export function checkLeftOvers({ world, portal }: DoctorContext): Outcome[] {
  const left = controlPlanesLeftBehind(world)
    .filter(({ severity }) => severity !== 'info')
    .map(finding => found(finding));
  return portal && !left.length
    ? [ok('Nothing is left of DPU clusters that no longer exist')]
    : left;
}
