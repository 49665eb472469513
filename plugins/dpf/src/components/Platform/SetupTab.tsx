import { Progress, ResponseErrorPanel } from '@backstage/core-components';
import { ManagementClusterSetup } from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';
import { SourceBanner } from '../Freshness/SourceBanner';
import { useListStyles } from '../ListFrame/useListStyles';
import { Time } from '../Time/Time';
import { ManagementClusterChoice } from './ManagementClusterChoice';
import { SetupChecks } from './SetupChecks';

function summaryOf({ checks }: ManagementClusterSetup): string {
  const numberOf = (state: string) =>
    checks.filter(check => check.state === state).length;
  const [problems, warnings] = [numberOf('problem'), numberOf('warning')];
  if (!problems && !warnings) {
    return 'Nothing is in the way.';
  }
  const counts = [
    problems === 1 ? '1 problem' : `${problems} problems`,
    warnings === 1 ? '1 warning' : `${warnings} warnings`,
  ];
  return `${counts.join(', ')}.`;
}

/** The checks of one management cluster. They take up to ten seconds, so they are made when somebody asks. */
function SetupOf({ managementCluster }: { managementCluster: string }) {
  const classes = useListStyles();
  const api = useDpfApi();
  const [asked, setAsked] = useState({ again: false, times: 0 });
  const { value, error, loading } = useAsync(
    () => api.getSetup(managementCluster, { again: asked.again }),
    [api, managementCluster, asked],
  );
  const checkAgain = () =>
    setAsked(({ times }) => ({ again: true, times: times + 1 }));
  if (!value && !error) {
    return <Progress />;
  }
  return (
    <div className={classes.root}>
      {value && <SourceBanner sources={[value.source]} />}
      <div className={classes.bar}>
        <Typography role="status">
          {loading && 'Checking…'}
          {!loading && value && !error && (
            <>
              <strong>{summaryOf(value)}</strong> Checked at{' '}
              <Time at={value.checkedAt} />.
            </>
          )}
        </Typography>
        <Button variant="outlined" onClick={checkAgain} disabled={loading}>
          Check again
        </Button>
      </div>
      {error && !loading && <ResponseErrorPanel error={error} />}
      {value && <SetupChecks checks={value.checks} />}
    </div>
  );
}

/** The tab Setup of the platform's page: what a management cluster lacks, and what to do about it. */
export function SetupTab() {
  return (
    <ManagementClusterChoice>
      {({ name }) => <SetupOf key={name} managementCluster={name} />}
    </ManagementClusterChoice>
  );
}
