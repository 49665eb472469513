import { toError } from '@backstage/errors';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  DpuClusterView,
  clusterRefOf,
  dpuClusterUpdatePermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Finding,
  FindingAcknowledgement,
  sentence,
  whoMustAct,
} from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { Time } from '../Time/Time';
import { AcknowledgeDialog } from './AcknowledgeDialog';

/** Who knows of a problem, until when, and the note. */
export function KnownBy(props: { acknowledgement: FindingAcknowledgement }) {
  const { by, until, note } = props.acknowledgement;
  return (
    <span>
      Acknowledged by <EntityRefLink entityRef={by} hideIcon /> until{' '}
      <Time at={until} />: {note}
    </span>
  );
}

/** Whether the user may acknowledge a finding: those who must act on it may. */
function useMayAcknowledge(cluster: DpuClusterView, finding: Finding): boolean {
  const who = whoMustAct(finding.who, cluster.owner);
  const { allowed } = usePermission(
    who === 'platform'
      ? { permission: platformReadPermission }
      : { permission: dpuClusterUpdatePermission, resourceRef: cluster.ref },
  );
  // That the management cluster is away is not a problem of the cluster.
  const isOfCluster = finding.code !== 'ManagementClusterAway';
  return allowed && who !== 'nobody' && isOfCluster;
}

/** Who knows of a problem, or how to say that one knows of it. */
export function Acknowledgement(props: {
  cluster: DpuClusterView;
  finding: Finding;
  onChanged(): void;
}) {
  const { cluster, finding, onChanged } = props;
  const { acknowledgement } = finding;
  const api = useDpfApi();
  const may = useMayAcknowledge(cluster, finding);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const what = sentence(finding.sentence);

  const end = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await api.endAcknowledgement(clusterRefOf(cluster), finding.code);
      onChanged();
    } catch (error) {
      setFailure(toError(error).message);
    } finally {
      setBusy(false);
    }
  };

  if (!acknowledgement) {
    return may ? (
      <>
        <Button
          size="small"
          aria-label={`Acknowledge: ${what}`}
          onClick={() => setOpen(true)}
        >
          Acknowledge…
        </Button>
        {open && (
          <AcknowledgeDialog
            cluster={cluster}
            finding={finding}
            onClose={() => setOpen(false)}
            onChanged={onChanged}
          />
        )}
      </>
    ) : null;
  }
  return (
    <>
      <Typography component="p" variant="body2">
        <KnownBy acknowledgement={acknowledgement} />
        {may && (
          <>
            {' '}
            <Button
              size="small"
              disabled={busy}
              aria-label={`End the acknowledgement: ${what}`}
              onClick={end}
            >
              End
            </Button>
          </>
        )}
      </Typography>
      {failure && <Alert severity="error">{failure}</Alert>}
    </>
  );
}
