import { FindingCode } from '@dpf-portal/dpf-model';
import { DoctorContext, Outcome, found } from './DoctorCheck';

/** What a portal reports of its own configuration. What it may not read is reported by the check of rights. */
const CODES: readonly FindingCode[] = ['SharedCredential', 'NetworksOverlap'];

/** The identity and the networks that a portal is configured with. */
export function checkConfiguration({ portal }: DoctorContext): Outcome[] {
  return (portal?.findings ?? [])
    .filter(({ code }) => CODES.includes(code))
    .map(finding => found(finding));
}
