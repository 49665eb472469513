import { Link } from '@backstage/core-components';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { describeType } from '../../describe/describeFields';
import { formatTime } from '../Time/formatTime';
import { Facts } from './Facts';
import { Section } from './Section';

function describeSelector(selector?: Record<string, string>) {
  return (
    selector &&
    Object.entries(selector)
      .map(([label, value]) => `${label}="${value}"`)
      .join(', ')
  );
}

/** The requested settings. */
export function SettingsSection({ cluster }: { cluster: DpuClusterView }) {
  const { endpoint = {}, requestedBy, expires } = cluster;
  return (
    <Section id="settings" title="Settings">
      <Facts
        facts={[
          ['Type', describeType(cluster.type)],
          ['Purpose', cluster.purpose],
          [
            'Owner',
            cluster.owner && (
              <EntityRefLink entityRef={cluster.owner} hideIcon />
            ),
          ],
          [
            'Requested by',
            requestedBy && <EntityRefLink entityRef={requestedBy} hideIcon />,
          ],
          ['Created', formatTime(cluster.createdAt)],
          [
            'Expires',
            expires &&
              `${formatTime(expires)} (reminder only; nothing is deleted)`,
          ],
          [
            'Maximum number of DPUs',
            cluster.maxNodes !== undefined &&
              `${cluster.maxNodes} (a limit; reserves nothing)`,
          ],
          [
            'Credentials for users',
            cluster.type === 'static' &&
              (cluster.credentials === 'allowed'
                ? 'allowed by the owner'
                : 'not allowed by the owner'),
          ],
          [
            'Manifest',
            cluster.manifestUrl && (
              <Link to={cluster.manifestUrl}>{cluster.manifestUrl}</Link>
            ),
          ],
          ['Changed in Git', cluster.edits?.managedByGit],
          ['Management cluster', cluster.managementCluster],
          ['Namespace', cluster.namespace],
          ['API group', cluster.group],
          ['VIP', endpoint.vip],
          ['Virtual router ID', endpoint.virtualRouterID],
          ['Interface', endpoint.interface],
          ['keepalived nodes', describeSelector(endpoint.nodeSelector)],
        ]}
      />
    </Section>
  );
}
