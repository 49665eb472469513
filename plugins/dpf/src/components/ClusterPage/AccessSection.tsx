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
  const when = probedAt ? ` (asked at ${formatTime(probedAt)})` : '';
  if (health === 'healthy') {
    const latency = latencyMs === undefined ? '' : ` in ${latencyMs} ms`;
    return `It answers${latency}${when}.`;
  }
  return health === 'unhealthy'
    ? `It does not answer from the portal: ${
        message ? withinSentence(message) : 'no reason known'
      }${when}.`
    : 'The portal has not asked it yet.';
}

/** Where the cluster's API is and how it was last found. */
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
            ['Certificate until', expires && formatTime(expires)],
            [
              'Admin kubeconfig',
              kubeconfigSecret &&
                `Secret ${cluster.namespace}/${kubeconfigSecret} on the management cluster ${cluster.managementCluster}; it is not shown here`,
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
