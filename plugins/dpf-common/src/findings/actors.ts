import { ControllerRole } from '../managementCluster';
import { runnerOf } from './clusterState';
import { World } from './World';

const VENDOR_NAMES: Record<ControllerRole, string> = {
  kamaji: 'kamaji cluster manager',
  static: 'static cluster manager',
  provisioning: 'provisioning controller',
};

/** Who runs a role, as the subject of a sentence. */
export function actorOf(role: ControllerRole, world: World): string {
  switch (runnerOf(role, world)) {
    case 'vendor':
      return `DPF's ${VENDOR_NAMES[role]}`;
    case 'portal':
      return 'This portal';
    default:
      return `Whoever runs the ${role} role`;
  }
}

/** What makes whoever runs a role look at a cluster anew, as a remedy. */
export function nudge(role: ControllerRole, world: World): string {
  return runnerOf(role, world) === 'portal'
    ? 'Wait: this portal makes it anew.'
    : 'Write any annotation on the DPUCluster: its manager looks at it again only then.';
}
