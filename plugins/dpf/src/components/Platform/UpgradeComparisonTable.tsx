import {
  DpfUpgradeView,
  UpgradeComparison,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuDifference, DpuRecord } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { Time } from '../Time/Time';
import { DpuLink } from './ObjectLinks';
import { PlatformTable } from './PlatformTable';

const KINDS: Record<DpuDifference['kind'], string> = {
  missing: 'Missing',
  worse: 'Worse',
  changed: 'Changed',
  better: 'Better',
  new: 'New',
};

const OPERATIONAL: Record<string, string> = {
  True: 'operational',
  False: 'not operational',
  Unknown: 'operational unknown',
};

/** `Ready, operational · DPF v26.4.0 · BFB 3.2 · kubelet v1.34.0`. */
function describeDpu(record: DpuRecord | undefined): string {
  if (!record) {
    return '—';
  }
  const { phase = 'no phase', operational = '', deleting } = record;
  const { dpfVersion, bfbVersion, kubeletVersion } = record;
  const state = [phase, OPERATIONAL[operational], deleting && 'being deleted'];
  return [
    state.filter(Boolean).join(', '),
    dpfVersion && `DPF ${dpfVersion}`,
    bfbVersion && `BFB ${bfbVersion}`,
    kubeletVersion && `kubelet ${kubeletVersion}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function describeCounts({ counts, dpuCount }: UpgradeComparison): string {
  const { same, missing, worse, changed, better } = counts;
  return `Of ${dpuCount} DPUs before, ${missing} are missing, ${worse} worse, ${changed} changed, ${better} better and ${same} as they were; ${counts.new} are new.`;
}

const useStyles = makeStyles(theme => ({
  title: { marginTop: theme.spacing(3) },
}));

function Comparison(props: {
  comparison: UpgradeComparison;
  managementCluster: string;
}) {
  const { comparison, managementCluster } = props;
  const { from, to, takenAt, endedAt, late, counts } = comparison;
  const { differences = [] } = comparison;
  const columns = useMemo(
    () => [
      {
        title: 'DPU',
        field: 'before.name',
        render: ({ before, after }: DpuDifference) => (
          <DpuLink
            managementCluster={managementCluster}
            name={(after ?? before)?.name ?? ''}
          />
        ),
      },
      {
        title: 'Change',
        field: 'kind',
        render: ({ kind, madeAgain }: DpuDifference) =>
          madeAgain ? `${KINDS[kind]}, made again` : KINDS[kind],
      },
      {
        title: 'Host',
        field: 'before.host',
        render: ({ before, after }: DpuDifference) =>
          (after ?? before)?.host ?? '—',
      },
      {
        title: 'Cluster',
        field: 'before.cluster',
        render: ({ before, after }: DpuDifference) =>
          (after ?? before)?.cluster ?? '—',
      },
      {
        title: 'Before',
        field: 'before.phase',
        render: ({ before }: DpuDifference) => describeDpu(before),
      },
      {
        title: 'Now',
        field: 'after.phase',
        render: ({ after }: DpuDifference) => describeDpu(after),
      },
    ],
    [managementCluster],
  );
  const total = Object.values(counts).reduce((sum, n) => sum + n, -counts.same);
  return (
    <>
      <Typography>
        {from ? `${from} → ${to}` : to}, as of <Time at={takenAt} />
        {endedAt ? (
          <>
            , ended <Time at={endedAt} />
          </>
        ) : (
          ', not ended yet'
        )}
        . {describeCounts(comparison)}
        {late &&
          ' The portal saw the upgrade only when it ran already, so some DPUs may have changed before.'}
      </Typography>
      {differences.length > 0 && (
        <PlatformTable
          title={`DPUs that differ (${total})`}
          columns={columns}
          rows={differences}
        />
      )}
      {total > differences.length && (
        <Typography variant="body2">
          The first {differences.length} of {total} are shown.
        </Typography>
      )}
    </>
  );
}

/** The DPUs now, compared with those before the last upgrade of DPF. */
export function UpgradeComparisonTable(props: { upgrade: DpfUpgradeView }) {
  const classes = useStyles();
  const { comparison, comparisonProblem, managementCluster } = props.upgrade;
  return (
    <>
      <Typography variant="h6" component="h4" className={classes.title}>
        DPUs before and after
      </Typography>
      {comparison ? (
        <Comparison
          comparison={comparison}
          managementCluster={managementCluster}
        />
      ) : (
        <Typography>
          {comparisonProblem ??
            'The portal has seen no upgrade of DPF here. When one begins, it stores every DPU and shows here which ones changed.'}
        </Typography>
      )}
    </>
  );
}
