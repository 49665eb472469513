import { toError } from '@backstage/errors';
import { DpuListQuery } from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Alert from '@material-ui/lab/Alert';
import { useEffect, useRef, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { readAllDpus, toCsv } from './dpuCsv';

function save(text: string, name: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: 'text/csv;charset=utf-8' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Downloads all DPUs that match, as CSV. */
export function CsvButton({ query }: { query: DpuListQuery }) {
  const api = useDpfApi();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const reading = useRef<AbortController>();
  useEffect(() => () => reading.current?.abort(), []);
  const download = async () => {
    const abort = new AbortController();
    reading.current = abort;
    setBusy(true);
    setFailure(undefined);
    try {
      const dpus = await readAllDpus(api, query, abort.signal);
      if (!abort.signal.aborted) {
        save(toCsv(dpus), `dpus-${new Date().toISOString().slice(0, 10)}.csv`);
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        setFailure(toError(error).message);
      }
    }
    if (!abort.signal.aborted) {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        disabled={busy}
        onClick={download}
      >
        {busy ? 'Reading all…' : 'Download CSV'}
      </Button>
      {failure && (
        <Alert severity="error" role="alert">
          The DPUs could not be downloaded: {failure}
        </Alert>
      )}
    </>
  );
}
