import { Progress } from '@backstage/core-components';
import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  DpuManifestsAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuManifest, sentence } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';
import { CodeBlock } from '../CodeBlock/CodeBlock';
import { CopyableText } from '../CopyableText/CopyableText';
import { SetClusterLabel } from './SetClusterLabel';

const useStyles = makeStyles(theme => ({
  root: { '& > * + *': { marginTop: theme.spacing(1.5) } },
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
  },
}));

function Manifest({ manifests }: { manifests: readonly DpuManifest[] }) {
  const classes = useStyles();
  const [kind, setKind] = useState<DpuManifest['kind']>(manifests[0].kind);
  const { yaml, toReplace } =
    manifests.find(manifest => manifest.kind === kind) ?? manifests[0];
  return (
    <>
      <div className={classes.head}>
        <TextField
          id="dpf-manifest-kind"
          select
          label="Kind"
          value={kind}
          onChange={({ target }) =>
            setKind(
              manifests.find(manifest => manifest.kind === target.value)
                ?.kind ?? kind,
            )
          }
          helperText={
            kind === 'DPUDeployment'
              ? 'DPUs with services.'
              : 'DPUs without services of DPF.'
          }
        >
          {manifests.map(manifest => (
            <MenuItem key={manifest.kind} value={manifest.kind}>
              {manifest.kind}
            </MenuItem>
          ))}
        </TextField>
      </div>
      <CodeBlock text={yaml} label={`Manifest of a ${kind}`} what="manifest" />
      {toReplace.length > 0 && (
        <Typography variant="body2">
          Replace before you apply it: {toReplace.join(', ')}.
        </Typography>
      )}
    </>
  );
}

function Steps(props: {
  cluster: DpuClusterView;
  answer: DpuManifestsAnswer;
  onLabelled(): void;
}) {
  const { cluster, answer, onLabelled } = props;
  const classes = useStyles();
  const { label, hostCommand, manifests, notes, feeds } = answer;
  const isMissing = manifests.length > 0 && !label.isSet;
  return (
    <div className={classes.root}>
      {feeds.warnings.map(warning => (
        <Alert key={warning} severity="warning">
          {warning}
        </Alert>
      ))}
      {feeds.byLabel.length > 0 && (
        <Typography>
          Selected already by {feeds.byLabel.slice(0, 3).join(', ')}
          {feeds.byLabel.length > 3 && ` and ${feeds.byLabel.length - 3} more`}.
        </Typography>
      )}
      {notes.map(note => (
        <Typography key={note}>{note}</Typography>
      ))}
      {isMissing && (
        <SetClusterLabel
          cluster={cluster}
          label={label}
          onLabelled={onLabelled}
        />
      )}
      {hostCommand && (
        <>
          <Typography>
            1. Choose each host on the management cluster{' '}
            {cluster.managementCluster}:
          </Typography>
          <CopyableText text={hostCommand} what="command" />
        </>
      )}
      {manifests.length > 0 && (
        <>
          <Typography>
            2. Apply this manifest there. DPF provisions the DPUs of these hosts
            for this cluster and no other.
          </Typography>
          <Manifest manifests={manifests} />
          <Alert severity="warning">
            Provisioning a DPU may reboot its host.
          </Alert>
        </>
      )}
    </div>
  );
}

/** How DPUs are added to an empty cluster: the manifest to apply, and what feeds the cluster already. */
export function AddDpus({ cluster }: { cluster: DpuClusterView }) {
  const api = useDpfApi();
  const [attempt, setAttempt] = useState(0);
  const { value, error } = useAsync(
    () => api.getDpuManifests(clusterRefOf(cluster)),
    [api, cluster.uid, JSON.stringify(cluster.labels), attempt],
  );
  if (error) {
    return (
      <Alert
        severity="info"
        action={
          <Button size="small" onClick={() => setAttempt(attempt + 1)}>
            Retry
          </Button>
        }
      >
        The manifest could not be made. {sentence(toError(error).message)}
      </Alert>
    );
  }
  return value ? (
    <Steps
      cluster={cluster}
      answer={value}
      onLabelled={() => setAttempt(attempt + 1)}
    />
  ) : (
    <Progress />
  );
}
