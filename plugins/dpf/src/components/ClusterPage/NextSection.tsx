import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import {
  describeDpus,
  describeOtherNodes,
} from '../../describe/describeFields';
import { AddDpus } from './AddDpus';
import { Facts } from './Facts';
import { Section } from './Section';

function EmptyCluster({ cluster }: { cluster: DpuClusterView }) {
  return (
    <>
      <Typography paragraph>
        {describeDpus(cluster)}.{' '}
        {describeOtherNodes(cluster) ??
          'The control plane is ready; workloads can run once DPUs have joined.'}
      </Typography>
      <AddDpus cluster={cluster} />
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

/** The DPUs of a cluster: how to add some while a Ready cluster has none, otherwise their progress. */
export function NextSection({ cluster }: { cluster: DpuClusterView }) {
  const { assigned, deleting = 0 } = cluster.dpus;
  if (assigned === 0 && deleting === 0 && cluster.phase === 'Ready') {
    return (
      <Section id="next" title="Add DPUs">
        <EmptyCluster cluster={cluster} />
      </Section>
    );
  }
  return assigned || deleting ? (
    <Section id="next" title="DPUs">
      <DpuProgress cluster={cluster} />
    </Section>
  ) : null;
}
