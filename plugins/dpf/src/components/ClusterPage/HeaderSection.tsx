import {
  DpuClusterAnswer,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterTitle } from '@dpf-portal/dpf-model';
import { LiveQuery } from '../../live/useLiveQuery';
import { ClusterSummary } from '../ClusterSummary/ClusterSummary';
import { Section } from './Section';

function titleOf(cluster: DpuClusterView, titled = false): string {
  return titled ? dpuClusterTitle(clusterRefOf(cluster)) : 'DPU cluster';
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
