import { DpfUpgradeView } from '@dpf-portal/backstage-plugin-dpf-common';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { Time } from '../Time/Time';

function describe({ dpf, blockers }: DpfUpgradeView): {
  title: string;
  sentence: string;
} {
  if (!dpf) {
    return {
      title: 'DPF is not configured here',
      sentence:
        'There is no DPFOperatorConfig on this management cluster, so the release of DPF and its upgrades are not known.',
    };
  }
  if (!dpf.readable) {
    return {
      title: 'The release of DPF is not known',
      sentence:
        'The portal may not read DPFOperatorConfig, so upgrades of DPF are not known, and no request is refused because of one. Run kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml.',
    };
  }
  const { version, targetVersion } = dpf;
  if (!targetVersion) {
    return {
      title: version ? `DPF ${version}` : 'DPF',
      sentence: blockers
        ? 'No upgrade is requested. DPF’s check before an upgrade fails, so the next one would be held up.'
        : 'No upgrade is requested.',
    };
  }
  return {
    title: version
      ? `DPF ${version} → ${targetVersion}`
      : `DPF ${targetVersion} is being installed`,
    sentence: blockers
      ? 'The upgrade is held up: DPF’s check before it fails, and DPF has changed nothing yet.'
      : 'The upgrade runs. Owners are not told of a cluster that becomes NotReady because of it, unless it stays NotReady.',
  };
}

/** The release of DPF, and the one that it is being upgraded to. */
export function UpgradeState({ upgrade }: { upgrade: DpfUpgradeView }) {
  const { title, sentence } = describe(upgrade);
  return (
    <>
      <Typography variant="h5" component="h3">
        {title}
      </Typography>
      <Typography paragraph>
        {sentence}
        {upgrade.blockers && (
          <>
            {' '}
            Since <Time at={upgrade.blockers.since} />.
          </>
        )}
      </Typography>
      {upgrade.refused && (
        <Alert severity="warning" role="status">
          {upgrade.refused}
        </Alert>
      )}
    </>
  );
}
