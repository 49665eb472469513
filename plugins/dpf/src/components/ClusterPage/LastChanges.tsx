import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { recentChanges } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import { ChangeList } from './ChangeList';
import { DetailState } from './DetailState';
import { Section } from './Section';
import { useClusterDetail } from './useClusterDetail';

const MOST = 5;

/** The last changes of the cluster's state, newest first. */
export function LastChanges(props: {
  cluster: DpuClusterView;
  onHistory(): void;
}) {
  const { cluster, onHistory } = props;
  const query = useClusterDetail({
    cluster,
    name: 'history',
    read: (api, ref, request) => api.getHistory(ref, request),
  });
  return (
    <Section id="last-changes" title="Last changes">
      <DetailState query={query} empty="No phase change has been recorded yet.">
        {transitions => (
          <ChangeList
            label="Last changes"
            changes={recentChanges({ transitions, conditions: [] }).slice(
              0,
              MOST,
            )}
          />
        )}
      </DetailState>
      <Button size="small" color="primary" onClick={onHistory}>
        All history
      </Button>
    </Section>
  );
}
