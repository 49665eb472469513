import { toError } from '@backstage/errors';
import {
  CredentialOffer,
  DpuClusterView,
  KubeconfigAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { CredentialRole, credentialRoleFacts } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import FormControl from '@material-ui/core/FormControl';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormLabel from '@material-ui/core/FormLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { FormEvent, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { describeLifetime, lifetimesUpTo } from './lifetimes';

const useStyles = makeStyles(theme => ({
  form: { '& > * + *': { marginTop: theme.spacing(2) } },
  choice: { alignItems: 'flex-start', marginBottom: theme.spacing(1) },
  radio: { paddingTop: 0 },
  legend: { marginBottom: theme.spacing(1) },
}));

function RoleChoice(props: {
  offer: CredentialOffer;
  role?: CredentialRole;
  onChange(role: CredentialRole): void;
}) {
  const { offer, role, onChange } = props;
  const classes = useStyles();
  return (
    <FormControl component="fieldset" fullWidth>
      <FormLabel component="legend" className={classes.legend}>
        Role
      </FormLabel>
      <RadioGroup
        name="dpf-access-role"
        value={role ?? ''}
        onChange={(_, chosen) => onChange(chosen as CredentialRole)}
      >
        {offer.roles.map(({ role: each, allowed }) => (
          <FormControlLabel
            key={each}
            className={classes.choice}
            value={each}
            disabled={!allowed}
            control={<Radio className={classes.radio} color="primary" />}
            label={
              <>
                <Typography component="span">
                  <strong>{each}</strong>
                </Typography>
                <Typography
                  component="span"
                  display="block"
                  variant="body2"
                  color="textSecondary"
                >
                  {credentialRoleFacts(each).allows}
                  {!allowed && ' You have no permission for this role.'}
                </Typography>
              </>
            }
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}

/** Asks for role, lifetime and reason, and makes the credential. */
export function AccessForm(props: {
  cluster: DpuClusterView;
  offer: CredentialOffer;
  onIssued(answer: KubeconfigAnswer): void;
}) {
  const { cluster, offer, onIssued } = props;
  const classes = useStyles();
  const api = useDpfApi();
  const [role, setRole] = useState(
    offer.roles.find(({ allowed }) => allowed)?.role,
  );
  const [lifetime, setLifetime] = useState(offer.defaultLifetime);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  if (offer.problem) {
    return <Alert severity="info">{offer.problem}</Alert>;
  }
  if (!role) {
    return (
      <Alert severity="info">
        You have no permission to get access to this cluster. Ask its owner or
        the platform team.
      </Alert>
    );
  }
  const { needsReason, warning } = credentialRoleFacts(role);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      onIssued(
        await api.issueKubeconfig(clusterRefOf(cluster), {
          role,
          lifetime,
          ...(reason.trim() && { reason: reason.trim() }),
        }),
      );
    } catch (error) {
      setFailure(toError(error).message);
      setBusy(false);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <RoleChoice offer={offer} role={role} onChange={setRole} />
      {warning && <Alert severity="warning">{warning}</Alert>}
      <TextField
        id="dpf-access-lifetime"
        select
        label="Lifetime"
        value={lifetime}
        onChange={event => setLifetime(event.target.value)}
        SelectProps={{ native: true }}
        InputLabelProps={{ shrink: true }}
        variant="outlined"
        fullWidth
      >
        {lifetimesUpTo(offer.maxLifetime).map(each => (
          <option key={each} value={each}>
            {describeLifetime(each)}
          </option>
        ))}
      </TextField>
      <TextField
        id="dpf-access-reason"
        label={needsReason ? 'Reason' : 'Reason (optional)'}
        helperText="Kept in the portal’s records."
        value={reason}
        onChange={event => setReason(event.target.value)}
        required={needsReason}
        inputProps={{ maxLength: 500 }}
        variant="outlined"
        fullWidth
      />
      {failure && <Alert severity="error">{failure}</Alert>}
      <Button
        type="submit"
        variant="contained"
        color="primary"
        disabled={busy || (needsReason && !reason.trim())}
      >
        {busy ? 'Making a kubeconfig…' : 'Get kubeconfig'}
      </Button>
    </form>
  );
}
