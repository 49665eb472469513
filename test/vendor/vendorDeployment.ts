import { ControllerRole } from '@dpf-portal/dpf-model';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import { KubeObject } from '@dpf-portal/kube-controller';

/** An `apps/v1` Deployment of one container. */
interface Deployment extends KubeObject {
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: { containers: Array<{ name: string; image: string }> };
    };
  };
}

/** The Deployment that shows that the vendor's controller of a role is installed. */
export function vendorDeployment(role: ControllerRole): Deployment {
  const name = VENDOR_ROLES[role].deployment;
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: DEFAULT_LEADER_ELECTION_NAMESPACE, name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'manager', image: 'manager' }] },
      },
    },
  };
}
