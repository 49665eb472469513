import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { describeDpus } from '../../describe';
import { Section } from './Section';

/** Ready is an empty control plane: says so, and how DPUs come to it. */
export function NextSection({ cluster }: { cluster: DpuClusterView }) {
  if (cluster.phase !== 'Ready' || cluster.dpus.joined !== 0) {
    return null;
  }
  return (
    <Section id="next" title="How DPUs join">
      <Typography paragraph>
        {describeDpus(cluster)}. Ready means that the control plane answers; it
        runs no workload until DPUs join.
      </Typography>
      <Typography paragraph>
        Create a DPUSet on the management cluster {cluster.managementCluster}{' '}
        that selects this cluster ({cluster.namespace}/{cluster.name}). DPF then
        provisions the DPUs it matches, and they join by themselves.
      </Typography>
      <Alert severity="warning">
        Provisioning a DPU may reboot its host. Look at which hosts the DPUSet
        matches before you apply it.
      </Alert>
    </Section>
  );
}
