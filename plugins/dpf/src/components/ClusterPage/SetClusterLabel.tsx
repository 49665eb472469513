import { usePermission } from '@backstage/plugin-permission-react';
import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  dpuClusterUpdatePermission,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterLabel, LabelChangeEffect } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';

// A key is not the same in capitals.
const useStyles = makeStyles({ button: { textTransform: 'none' } });

/**
 * Gives an existing cluster the label that identifies it, after showing what DPUSets then do. Requested clusters have it
 * from the start.
 */
export function SetClusterLabel(props: {
  cluster: DpuClusterView;
  label: ClusterLabel;
  onLabelled(): void;
}) {
  const { cluster, label, onLabelled } = props;
  const classes = useStyles();
  const api = useDpfApi();
  const { allowed } = usePermission({
    permission: dpuClusterUpdatePermission,
    resourceRef: cluster.ref,
  });
  const [effect, setEffect] = useState<LabelChangeEffect>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const update = async (
    options: Parameters<typeof api.updateDpuCluster>[2],
  ) => {
    setBusy(true);
    setProblem(undefined);
    try {
      return await api.updateDpuCluster(
        clusterRefOf(cluster),
        { labels: { [label.key]: label.value } },
        options,
      );
    } catch (error) {
      setEffect(undefined);
      setProblem(toError(error).message);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const preview = async () => {
    setEffect((await update({ dryRun: true }))?.labelChange);
  };
  const confirm = async () => {
    if (effect && (await update({ confirmDpus: effect.deletes }))) {
      onLabelled();
    }
  };

  if (!allowed) {
    return null;
  }
  return (
    <>
      {problem && <Alert severity="error">{problem}</Alert>}
      {effect ? (
        <Alert
          severity={effect.deletes === 0 ? 'info' : 'warning'}
          action={
            <Button size="small" disabled={busy} onClick={confirm}>
              Set label
            </Button>
          }
        >
          {effect.sentence}
        </Alert>
      ) : (
        <Button
          className={classes.button}
          variant="outlined"
          disabled={busy}
          onClick={preview}
        >
          Set the label {label.key}…
        </Button>
      )}
    </>
  );
}
