import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { describeVersion } from '../../describe/describeFields';
import { CopyableText } from '../CopyableText/CopyableText';
import { formatTime } from '../Time/formatTime';
import { Facts } from './Facts';
import { Section } from './Section';

function describeHealth(cluster: DpuClusterView): string {
  const { health, latencyMs, probedAt, message } = cluster.observation ?? {};
  const when = probedAt ? ` (checked at ${formatTime(probedAt)})` : '';
  if (health === 'healthy') {
    const latency = latencyMs === undefined ? '' : ` in ${latencyMs} ms`;
    return `The API server answers${latency}${when}.`;
  }
  return health === 'unhealthy'
    ? `The check from the portal failed: ${
        message ? withinSentence(message) : 'unknown reason'
      }${when}.`
    : 'The portal has not checked the API server yet.';
}

/** The address of the cluster's API and the result of the last check. */
export function AccessSection({ cluster }: { cluster: DpuClusterView }) {
  const { endpoint, observation, kubeconfigSecret } = cluster;
  const server = endpoint?.server ?? observation?.server;
  const expires = observation?.certificateExpires;
  return (
    <Section id="access" title="Access">
      {server ? (
        <Facts
          facts={[
            [
              'API address',
              <CopyableText key="server" text={server} what="API address" />,
            ],
            ['Last check', describeHealth(cluster)],
            ['Kubernetes version', describeVersion(cluster)],
            ['API version', observation?.serverVersion],
            ['Certificate expires', expires && formatTime(expires)],
            [
              'Admin kubeconfig',
              kubeconfigSecret &&
                `Secret ${cluster.namespace}/${kubeconfigSecret} on the management cluster ${cluster.managementCluster}; its content is not shown here`,
            ],
          ]}
        />
      ) : (
        <Typography color="textSecondary">
          The control plane has no address yet.
        </Typography>
      )}
    </Section>
  );
}
