import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { describeDpus } from '../../describe/describeFields';
import { Facts } from './Facts';
import { Section } from './Section';

function HowToAssign({ cluster }: { cluster: DpuClusterView }) {
  return (
    <>
      <Typography paragraph>
        {describeDpus(cluster)}. The control plane is ready; workloads can run
        once DPUs have joined.
      </Typography>
      <Typography paragraph>
        Create a DPUSet on the management cluster {cluster.managementCluster}{' '}
        that selects this cluster ({cluster.namespace}/{cluster.name}). DPF then
        provisions the DPUs it matches, and they join automatically.
      </Typography>
      <Alert severity="warning">
        Provisioning a DPU may reboot its host. Check which hosts the DPUSet
        matches before you apply it.
      </Alert>
    </>
  );
}

function DpuProgress({ cluster }: { cluster: DpuClusterView }) {
  const { phases = {}, joined } = cluster.dpus;
  return (
    <>
      <Typography paragraph>
        {describeDpus(cluster)}.
        {joined === 0 &&
          ' DPF provisions the assigned DPUs, and they join automatically. This takes up to an hour.'}
      </Typography>
      <Facts
        facts={Object.entries(phases)
          .sort(([, a], [, b]) => b - a)
          .map(([phase, number]) => [phase, number])}
      />
    </>
  );
}

/** The DPUs of a cluster: how to assign them while a Ready cluster has none, otherwise their progress. */
export function NextSection({ cluster }: { cluster: DpuClusterView }) {
  const { assigned, deleting = 0 } = cluster.dpus;
  if (assigned === 0 && deleting === 0 && cluster.phase === 'Ready') {
    return (
      <Section id="next" title="Assign DPUs">
        <HowToAssign cluster={cluster} />
      </Section>
    );
  }
  return assigned || deleting ? (
    <Section id="next" title="DPUs">
      <DpuProgress cluster={cluster} />
    </Section>
  ) : null;
}
