import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogContentText from '@material-ui/core/DialogContentText';
import DialogTitle from '@material-ui/core/DialogTitle';
import Snackbar from '@material-ui/core/Snackbar';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { CodeBlock } from '../CodeBlock/CodeBlock';

export interface CopiedDiagnosis {
  copy(): Promise<void>;
  close(): void;
  /** `shown`: the browser lets no page copy by itself, so the text is shown. */
  result?:
    | { state: 'copied' }
    | { state: 'shown'; markdown: string }
    | { state: 'failed'; message: string };
}

/** Reads the diagnosis of a cluster and copies it. */
export function useCopyDiagnosis(cluster: DpuClusterView): CopiedDiagnosis {
  const api = useDpfApi();
  const [result, setResult] = useState<CopiedDiagnosis['result']>();
  const copy = async () => {
    try {
      const { markdown } = await api.getDiagnosis(clusterRefOf(cluster));
      try {
        // Only pages that were served by HTTPS have a clipboard.
        await window.navigator.clipboard.writeText(markdown);
        setResult({ state: 'copied' });
      } catch {
        setResult({ state: 'shown', markdown });
      }
    } catch (error) {
      setResult({ state: 'failed', message: toError(error).message });
    }
  };
  return { copy, result, close: () => setResult(undefined) };
}

/** Says that the diagnosis was copied, or shows it, or says why it could not be read. */
export function DiagnosisNotice(props: { diagnosis: CopiedDiagnosis }) {
  const { result, close } = props.diagnosis;
  if (!result) {
    return null;
  }
  if (result.state === 'shown') {
    return (
      <Dialog
        open
        onClose={close}
        fullWidth
        maxWidth="md"
        aria-labelledby="dpf-diagnosis-title"
      >
        <DialogTitle id="dpf-diagnosis-title">Diagnosis</DialogTitle>
        <DialogContent>
          <DialogContentText>
            The browser did not let the page copy it. Copy it from here.
          </DialogContentText>
          <CodeBlock
            text={result.markdown}
            label="Diagnosis"
            what="diagnosis"
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={close}>Close</Button>
        </DialogActions>
      </Dialog>
    );
  }
  const isCopied = result.state === 'copied';
  return (
    <Snackbar
      open
      autoHideDuration={isCopied ? 5_000 : null}
      onClose={(_, reason) => reason !== 'clickaway' && close()}
    >
      <Alert
        severity={isCopied ? 'success' : 'error'}
        role={isCopied ? 'status' : 'alert'}
        onClose={close}
      >
        {result.state === 'copied'
          ? 'Diagnosis copied. What looked like a secret was left out; read it before you pass it on.'
          : `The diagnosis could not be made. ${sentence(result.message)}`}
      </Alert>
    </Snackbar>
  );
}
