import {
  EmptyState,
  Progress,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { ManagementCluster } from '@dpf-portal/dpf-model';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { ReactNode } from 'react';
import { useAddressQuery } from '../../address/address';
import { useManagementClusters } from '../../fields/managementClusters/useManagementClusters';

/** The parameter of the address that names the chosen management cluster. */
export const MANAGEMENT_CLUSTER_PARAMETER = 'managementCluster';

const useStyles = makeStyles(theme => ({
  choice: { minWidth: 240, marginBottom: theme.spacing(2) },
}));

/** Shown where the portal is not configured for any management cluster. */
export function NoManagementCluster() {
  return (
    <EmptyState
      missing="content"
      title="No management cluster is configured"
      description="The portal shows the management clusters that dpf.managementClusters of its configuration names. Add one there and restart the portal."
    />
  );
}

/**
 * Chooses one management cluster, which the address names, and renders the children for it. Where there is only one,
 * nothing is offered.
 */
export function ManagementClusterChoice(props: {
  children(managementCluster: ManagementCluster): ReactNode;
}) {
  const classes = useStyles();
  const { items, error } = useManagementClusters();
  const [search, setSearch] = useAddressQuery();
  if (!items) {
    return error ? <ResponseErrorPanel error={error} /> : <Progress />;
  }
  const named = search.get(MANAGEMENT_CLUSTER_PARAMETER);
  const chosen = items.find(({ name }) => name === named) ?? items[0];
  if (!chosen) {
    return <NoManagementCluster />;
  }
  const choose = (name: string) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        after.set(MANAGEMENT_CLUSTER_PARAMETER, name);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      {named && named !== chosen.name && (
        <Alert severity="warning" className={classes.choice}>
          There is no management cluster {named}; {chosen.title} is shown.
        </Alert>
      )}
      {items.length > 1 && (
        <TextField
          select
          id="dpf-platform-management-cluster"
          label="Management cluster"
          variant="outlined"
          size="small"
          className={classes.choice}
          value={chosen.name}
          onChange={event => choose(event.target.value)}
        >
          {items.map(({ name, title }) => (
            <MenuItem key={name} value={name}>
              {title}
            </MenuItem>
          ))}
        </TextField>
      )}
      {props.children(chosen)}
    </>
  );
}
