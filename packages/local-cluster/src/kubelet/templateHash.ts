import { createHash } from 'node:crypto';
import { PodTemplate } from './workloads';

/** Changes when the pods have to be replaced. */
export function templateHash(template: PodTemplate): string {
  return createHash('sha256')
    .update(JSON.stringify(template))
    .digest('hex')
    .slice(0, 8);
}
