import { DpfUpgradeView } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuClusterRef,
  UpgradeForecast,
  sentence,
} from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { ClusterLink, OwnerLink } from './ObjectLinks';
import { PlatformTable } from './PlatformTable';

const VERDICTS: Record<UpgradeForecast['verdict'], string> = {
  blocks: 'Blocks the upgrade',
  unsupported: 'Not supported afterwards',
  unknown: 'Not known',
};

interface Row extends UpgradeForecast {
  cluster: DpuClusterRef;
  owner?: string;
}

const useStyles = makeStyles(theme => ({
  title: { marginTop: theme.spacing(3) },
}));

// The table gives every column the same width, whatever its `width` says.
const WIDE = { minWidth: 260 };

/** What an upgrade of DPF meets in the DPU clusters. */
export function UpgradeForecastTable({ upgrade }: { upgrade: DpfUpgradeView }) {
  const classes = useStyles();
  const { forecast } = upgrade;
  const columns = useMemo(
    () => [
      {
        title: 'Cluster',
        field: 'cluster.name',
        render: ({ cluster }: Row) => <ClusterLink cluster={cluster} />,
      },
      {
        title: 'Owner',
        field: 'owner',
        render: ({ owner }: Row) => <OwnerLink owner={owner} />,
      },
      {
        title: 'Forecast',
        field: 'verdict',
        render: ({ verdict }: Row) => VERDICTS[verdict],
      },
      { title: 'Why', field: 'sentence', cellStyle: WIDE },
      {
        title: 'Step',
        field: 'remedy',
        cellStyle: WIDE,
        render: ({ remedy }: Row) => (remedy ? sentence(remedy) : '—'),
      },
    ],
    [],
  );
  if (!forecast) {
    return null;
  }
  const { items, fine, kubernetes } = forecast;
  const rows = items.flatMap(({ forecasts, ...of }) =>
    forecasts.map((found): Row => ({ ...found, ...of })),
  );
  const all = fine + items.length;
  return (
    <>
      <Typography variant="h6" component="h4" className={classes.title}>
        Forecast
      </Typography>
      <Typography>
        {kubernetes.basis}{' '}
        {all === 0
          ? 'There are no DPU clusters that depend on it.'
          : `Nothing is in the way of ${fine} of ${all} DPU clusters.`}
      </Typography>
      {rows.length > 0 && (
        <PlatformTable
          title={`Clusters to look at (${items.length})`}
          columns={columns}
          rows={rows}
        />
      )}
    </>
  );
}
