import {
  DpfUpgradeView,
  UpgradeBlockerView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import { useMemo } from 'react';
import { ClusterLink, DpuLink, OwnerLink } from './ObjectLinks';
import { PlatformTable } from './PlatformTable';

function Blocker(props: {
  blocker: UpgradeBlockerView;
  managementCluster: string;
}) {
  const { text, object } = props.blocker;
  return (
    <>
      {object?.kind === 'DPU' && (
        <>
          <DpuLink
            managementCluster={props.managementCluster}
            name={object.name}
          />
          {': '}
        </>
      )}
      {text}
    </>
  );
}

/** What DPF's check before the upgrade has found. */
export function UpgradeBlockers({ upgrade }: { upgrade: DpfUpgradeView }) {
  const { blockers, managementCluster } = upgrade;
  const columns = useMemo(
    () => [
      {
        title: 'Blocker',
        field: 'text',
        width: '40%',
        render: (blocker: UpgradeBlockerView) => (
          <Blocker blocker={blocker} managementCluster={managementCluster} />
        ),
      },
      {
        title: 'Check',
        field: 'check',
        render: ({ check = '—' }: UpgradeBlockerView) => check,
      },
      {
        title: 'Host',
        field: 'host',
        render: ({ host = '—' }: UpgradeBlockerView) => host,
      },
      {
        title: 'Cluster',
        field: 'cluster.name',
        render: ({ cluster }: UpgradeBlockerView) => (
          <ClusterLink cluster={cluster} />
        ),
      },
      {
        title: 'Owner',
        field: 'owner',
        render: ({ owner }: UpgradeBlockerView) => <OwnerLink owner={owner} />,
      },
    ],
    [managementCluster],
  );
  if (!blockers) {
    return null;
  }
  const { items, total } = blockers;
  return (
    <>
      <PlatformTable
        title={`What holds it up (${total})`}
        columns={columns}
        rows={items}
      />
      {items.length === 0 && (
        <Typography>
          DPF does not say why its check fails. Run kubectl -n
          dpf-operator-system get dpfoperatorconfig -o yaml.
        </Typography>
      )}
      {total > items.length && (
        <Typography variant="body2">
          The first {items.length} of {total} are shown.
        </Typography>
      )}
    </>
  );
}
