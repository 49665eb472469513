import {
  DpuClusterAnswer,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { LiveQuery } from '../../live/useLiveQuery';
import { ClusterSummary } from '../ClusterSummary/ClusterSummary';
import { Section } from './Section';

function titleOf(cluster: DpuClusterView, titled = false): string {
  return titled ? `${cluster.namespace}/${cluster.name}` : 'DPU cluster';
}

/** The same summary as the entity card. */
export function HeaderSection(props: {
  answer: DpuClusterAnswer;
  query: LiveQuery<DpuClusterAnswer>;
  titled?: boolean;
}) {
  return (
    <Section id="summary" title={titleOf(props.answer.item, props.titled)}>
      <ClusterSummary answer={props.answer} query={props.query} />
    </Section>
  );
}
