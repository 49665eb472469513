import { toError } from '@backstage/errors';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  Credential,
  CredentialList,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { Time } from '../Time/Time';

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(3), overflowX: 'auto' },
}));

function Holder(props: {
  credential: Credential;
  busy: boolean;
  onRevoke(): void;
}) {
  const { credential, busy, onRevoke } = props;
  const { user, role, until, reason, state } = credential;
  return (
    <TableRow>
      <TableCell>
        <EntityRefLink entityRef={user} hideIcon />
      </TableCell>
      <TableCell>
        {role}
        {reason && (
          <Typography variant="body2" color="textSecondary">
            {reason}
          </Typography>
        )}
      </TableCell>
      <TableCell>
        <Time at={until} />
        {state === 'revoking' && ' (revocation is pending)'}
      </TableCell>
      <TableCell align="right">
        <Button
          size="small"
          disabled={busy}
          onClick={onRevoke}
          aria-label={`Revoke ${role} of ${user}`}
        >
          Revoke
        </Button>
      </TableCell>
    </TableRow>
  );
}

/** Who holds access until when. Users revoke their own credentials, and with the permission those of others. */
export function AccessHolders(props: {
  cluster: DpuClusterView;
  list: CredentialList;
  onChange(): void;
}) {
  const { cluster, list, onChange } = props;
  const classes = useStyles();
  const api = useDpfApi();
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const revoke = async (id: string) => {
    setBusy(id);
    setFailure(undefined);
    try {
      await api.revokeCredential(clusterRefOf(cluster), id);
    } catch (error) {
      setFailure(toError(error).message);
    }
    setBusy(undefined);
    onChange();
  };
  const title = list.onlyOwn ? 'Your access' : 'Who has access';
  return (
    <section className={classes.root} aria-label={title}>
      <Typography variant="h6" component="h3">
        {title}
      </Typography>
      {failure && <Alert severity="error">{failure}</Alert>}
      {list.items.length === 0 ? (
        <Typography color="textSecondary">
          {list.onlyOwn
            ? 'You have no valid credential for this cluster.'
            : 'Nobody has a valid credential from this portal.'}
        </Typography>
      ) : (
        <Table size="small" aria-label={title}>
          <TableHead>
            <TableRow>
              <TableCell>User</TableCell>
              <TableCell>Role</TableCell>
              <TableCell>Until</TableCell>
              <TableCell />
            </TableRow>
          </TableHead>
          <TableBody>
            {list.items.map(credential => (
              <Holder
                key={credential.id}
                credential={credential}
                busy={busy === credential.id}
                onRevoke={() => revoke(credential.id)}
              />
            ))}
          </TableBody>
        </Table>
      )}
    </section>
  );
}
