import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { FindingWho, whoMustAct } from '@dpf-portal/dpf-model';
import { describeWho } from '../../describe/describeFields';

/** Says who must act, by the name of the team where it is known. */
export function WhoActs(props: {
  who: FindingWho;
  cluster: Pick<DpuClusterView, 'owner' | 'platformOwner'>;
}) {
  const { cluster } = props;
  const who = whoMustAct(props.who, cluster.owner);
  const team = who === 'owner' ? cluster.owner : cluster.platformOwner;
  return who === 'nobody' || !team ? (
    <strong>{describeWho(who)}</strong>
  ) : (
    <strong>
      <EntityRefLink entityRef={team} hideIcon /> must act.
    </strong>
  );
}
