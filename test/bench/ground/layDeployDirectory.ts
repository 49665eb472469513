import fs from 'node:fs';
import path from 'node:path';

const DEPLOY = path.resolve(__dirname, '../../../deploy');

/** A copy of `deploy/` with the vendor's CRDs in the place of ours for labs; what everybody is then measured on. */
export function layDeployDirectory(target: string, peerCrds: string): string {
  fs.cpSync(DEPLOY, target, { recursive: true });
  const crds = path.join(target, 'crds');
  fs.rmSync(crds, { recursive: true });
  fs.cpSync(peerCrds, crds, { recursive: true });
  return target;
}
