import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { useDpfApi } from '../../api/useDpfApi';
import { AccessHolders } from '../Access/AccessHolders';
import { GetAccess } from '../Access/GetAccess';
import { CopyableText } from '../CopyableText/CopyableText';
import { Facts } from './Facts';
import { Section } from './Section';

function Holders({ cluster }: { cluster: DpuClusterView }) {
  const api = useDpfApi();
  const { value, error, retry } = useAsyncRetry(
    () => api.listCredentials(clusterRefOf(cluster)),
    [api, cluster.uid],
  );
  if (error) {
    return (
      <Typography color="textSecondary">
        Who has access could not be read: {sentence(error.message)}
      </Typography>
    );
  }
  return value ? (
    <AccessHolders cluster={cluster} list={value} onChange={retry} />
  ) : null;
}

/** The address of the cluster's API, who holds access to it, and how to get some. */
export function AccessTab({ cluster }: { cluster: DpuClusterView }) {
  const { endpoint, observation, kubeconfigSecret, accessRoles } = cluster;
  const server = endpoint?.server ?? observation?.server;
  return (
    <Section id="access" title="Access">
      {server ? (
        <Facts
          facts={[
            [
              'API address',
              <CopyableText key="server" text={server} what="API address" />,
            ],
            ['API version', observation?.serverVersion],
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
      {accessRoles?.length ? (
        <>
          <Holders cluster={cluster} />
          <GetAccess cluster={cluster} />
        </>
      ) : (
        <Typography color="textSecondary">
          This portal makes no credentials for this cluster. Ask the platform
          team for access.
        </Typography>
      )}
    </Section>
  );
}
