import { Progress } from '@backstage/core-components';
import {
  DpuClusterResource,
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Alert from '@material-ui/lab/Alert';
import useAsync from 'react-use/esm/useAsync';
import { useDpfApi } from '../../api/useDpfApi';
import { CodeBlock } from '../CodeBlock/CodeBlock';

/** An object as the server has it, as YAML. */
export function ObjectDialog(props: {
  cluster: DpuClusterView;
  resource: DpuClusterResource;
  onClose(): void;
}) {
  const { cluster, resource, onClose } = props;
  const api = useDpfApi();
  const { value, error } = useAsync(
    () => api.getResource(clusterRefOf(cluster), resource.uid),
    [api, cluster.uid, resource.uid],
  );
  const title = `${resource.kind} ${resource.name}`;
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="md"
      aria-labelledby="dpf-object-title"
    >
      <DialogTitle id="dpf-object-title">{title}</DialogTitle>
      <DialogContent>
        {error && <Alert severity="error">{sentence(error.message)}</Alert>}
        {!value && !error && <Progress />}
        {value && (
          <CodeBlock text={value.yaml} label={`YAML of ${title}`} what="YAML" />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
