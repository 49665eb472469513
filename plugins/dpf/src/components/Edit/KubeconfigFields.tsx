import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { KubeconfigInput } from '../../fields/DpfKubeconfig/KubeconfigInput';
import { ProblemAlerts } from '../../fields/DpfKubeconfig/ProblemAlerts';
import { UploadedKubeconfig } from '../../fields/DpfKubeconfig/UploadedKubeconfig';
import { uploadMemory } from '../../fields/DpfKubeconfig/uploadMemory';
import { useKubeconfigUpload } from '../../fields/DpfKubeconfig/useKubeconfigUpload';
import { EditFieldsProps } from './editForms';

/** The kubeconfig that takes the place of the present one. The dialog keeps only the handle of its upload. */
export function KubeconfigFields({ cluster, onChange }: EditFieldsProps) {
  const [handle, setHandle] = useState<string>();
  const keep = (next: string | undefined) => {
    setHandle(next);
    onChange(next ? { kubeconfigUpload: next } : undefined);
  };
  const { upload, busy, refusal, failure, setFailure } = useKubeconfigUpload({
    managementCluster: cluster.managementCluster,
    onHandle: keep,
  });
  if (handle) {
    return (
      <UploadedKubeconfig
        upload={uploadMemory.get(handle)}
        onReplace={() => keep(undefined)}
      />
    );
  }
  return (
    <>
      <KubeconfigInput
        id="dpf-edit-kubeconfig"
        label="Admin kubeconfig"
        help="Admin kubeconfig of the cluster, with embedded certificates and keys. Sent to the portal, checked and stored as a Secret; this dialog does not keep it."
        required
        error={Boolean(refusal || failure)}
        busy={busy}
        upload={upload}
        onRefused={setFailure}
      />
      {failure && <Alert severity="error">{failure}</Alert>}
      {refusal && (
        <>
          <ProblemAlerts severity="error" problems={refusal.problems} />
          <ProblemAlerts severity="warning" problems={refusal.warnings} />
        </>
      )}
    </>
  );
}
