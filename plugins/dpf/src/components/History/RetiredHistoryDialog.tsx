import { dpuClusterTitle } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { isNotFound, useLiveQuery } from '../../live/useLiveQuery';
import { HistoryView } from './HistoryView';
import { RetiredChoice } from './useRetiredChoice';
import { Span, startOfSpan } from './useSpan';

/** The history of a cluster that is gone. */
export function RetiredHistoryDialog(
  props: RetiredChoice & { onClose(): void },
) {
  const { managementCluster, uid, onClose } = props;
  const api = useDpfApi();
  // Its last days may be long ago, so all of it is shown first.
  const [span, setSpan] = useState<Span>('all');
  const query = useLiveQuery({
    key: `${managementCluster}/${uid}/${span}`,
    load: signal =>
      api.getHistoryByUid(
        { managementCluster, uid },
        { since: startOfSpan(span), signal },
      ),
    concerns: () => false,
    keepPrevious: true,
  });
  const cluster = query.value?.cluster;
  const title = cluster
    ? dpuClusterTitle({ ...cluster, group: cluster.groupQualifier })
    : uid;
  return (
    <Dialog
      open
      fullWidth
      maxWidth="lg"
      onClose={onClose}
      aria-labelledby="dpf-retired-title"
    >
      <DialogTitle id="dpf-retired-title">
        {title} on {managementCluster}
      </DialogTitle>
      <DialogContent>
        {isNotFound(query.error) ? (
          'The history does not have this cluster, or you may not read it.'
        ) : (
          <HistoryView query={query} span={span} onSpan={setSpan} />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
