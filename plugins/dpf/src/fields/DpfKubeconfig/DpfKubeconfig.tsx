import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import FormControl from '@material-ui/core/FormControl';
import Alert from '@material-ui/lab/Alert';
import { useEffect } from 'react';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { KubeconfigInput } from './KubeconfigInput';
import { ProblemAlerts } from './ProblemAlerts';
import { UploadedKubeconfig } from './UploadedKubeconfig';
import { uploadMemory } from './uploadMemory';
import { useKubeconfigUpload } from './useKubeconfigUpload';

interface DpfKubeconfigOptions {
  managementClusterField?: string;
}

const HELP =
  'Admin kubeconfig of the cluster, with embedded certificates and keys. Sent to the portal, checked and stored as a Secret; this form does not keep it. The upload is valid for 24 hours and one request.';

/** Input for an admin kubeconfig. The form's data contains only the opaque handle of the upload. */
export function DpfKubeconfig(
  props: FieldExtensionComponentProps<string, DpfKubeconfigOptions>,
) {
  const { formData: handle, onChange, idSchema, schema, rawErrors } = props;
  const { items } = useManagementClusters();
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions: props.uiSchema?.['ui:options'],
  })?.name;
  const { upload, busy, refusal, failure, setFailure } = useKubeconfigUpload({
    managementCluster,
    onHandle: onChange,
  });
  const uploaded = uploadMemory.get(handle);
  const elsewhere =
    uploaded?.managementCluster !== undefined &&
    managementCluster !== undefined &&
    uploaded.managementCluster !== managementCluster;
  useEffect(() => {
    if (elsewhere) {
      setFailure(
        'The management cluster was changed, and an upload is valid for only one. Upload the kubeconfig again.',
      );
      onChange(undefined);
    }
  }, [elsewhere, onChange, setFailure]);

  return (
    <FormControl fullWidth margin="normal">
      {handle ? (
        <UploadedKubeconfig
          upload={uploaded}
          onReplace={() => onChange(undefined)}
        />
      ) : (
        <KubeconfigInput
          id={idSchema.$id}
          label={schema.title ?? 'Admin kubeconfig'}
          help={schema.description ?? HELP}
          required={props.required}
          error={Boolean(rawErrors?.length || refusal || failure)}
          busy={busy}
          upload={upload}
          onRefused={setFailure}
        />
      )}
      {!handle && failure && <Alert severity="error">{failure}</Alert>}
      {!handle && refusal && (
        <>
          <ProblemAlerts severity="error" problems={refusal.problems} />
          <ProblemAlerts severity="warning" problems={refusal.warnings} />
        </>
      )}
    </FormControl>
  );
}
