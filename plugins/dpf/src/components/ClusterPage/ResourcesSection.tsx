import {
  DpuClusterResource,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { DetailState } from './DetailState';
import { ObjectDialog } from './ObjectDialog';
import { Section } from './Section';
import { useClusterDetail } from './useClusterDetail';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  state: { color: theme.palette.text.secondary },
}));

function ResourceTree(props: {
  items: DpuClusterResource[];
  parent?: string;
  /** The ancestors of this object; ends a loop of owner references. */
  above?: string[];
  onShow(item: DpuClusterResource): void;
}) {
  const { items, parent, above = [], onShow } = props;
  const classes = useStyles();
  const uids = new Set(items.map(item => item.uid));
  const children = items.filter(item =>
    parent
      ? item.ownerUid === parent && !above.includes(item.uid)
      : !item.ownerUid || !uids.has(item.ownerUid),
  );
  if (children.length === 0) {
    return null;
  }
  return (
    <ul className={classes.list}>
      {children.map(item => (
        <li key={item.uid}>
          {item.kind} <strong>{item.name}</strong>{' '}
          <span className={classes.state}>{item.state}</span>{' '}
          <Button
            size="small"
            color="primary"
            aria-label={`YAML of ${item.kind} ${item.name}`}
            onClick={() => onShow(item)}
          >
            YAML
          </Button>
          <ResourceTree
            items={items}
            parent={item.uid}
            above={[...above, item.uid]}
            onShow={onShow}
          />
        </li>
      ))}
    </ul>
  );
}

function Resources({ cluster }: { cluster: DpuClusterView }) {
  const [shown, setShown] = useState<DpuClusterResource>();
  const query = useClusterDetail({
    cluster,
    name: 'resources',
    read: (api, ref, request) => api.getResources(ref, request),
  });
  return (
    <>
      <DetailState query={query} empty="No objects belong to this cluster.">
        {items => <ResourceTree items={items} onShow={setShown} />}
      </DetailState>
      {shown && (
        <ObjectDialog
          cluster={cluster}
          resource={shown}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

/** The objects of the cluster, each below its owner. */
export function ResourcesSection({ cluster }: { cluster: DpuClusterView }) {
  return (
    <Section id="resources" title="Objects on the management cluster">
      <Resources cluster={cluster} />
    </Section>
  );
}
