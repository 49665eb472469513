import { usePermission } from '@backstage/plugin-permission-react';
import {
  DpuClusterView,
  dpuClusterDeletePermission,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { stringifyDpuClusterRef } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';
import { RetireDialog, describeRetirement } from '../Retire/RetireDialog';
import { Section } from './Section';

/** Retires the cluster; hidden from users without the permission. */
export function RetireSection(props: {
  cluster: DpuClusterView;
  onRetired(): void;
}) {
  const { cluster, onRetired } = props;
  const [open, setOpen] = useState(false);
  const { allowed } = usePermission({
    permission: dpuClusterDeletePermission,
    resourceRef: stringifyDpuClusterRef(clusterRefOf(cluster)),
  });
  if (!allowed) {
    return null;
  }
  const { action, consequence } = describeRetirement(cluster);
  return (
    <Section id="retire" title={action}>
      <Typography paragraph>{consequence}</Typography>
      <Button
        variant="outlined"
        disabled={Boolean(cluster.deletionRequestedAt)}
        onClick={() => setOpen(true)}
      >
        {cluster.deletionRequestedAt ? 'Being retired' : `${action}…`}
      </Button>
      {open && (
        <RetireDialog
          cluster={cluster}
          onClose={() => setOpen(false)}
          onRetired={() => {
            setOpen(false);
            onRetired();
          }}
        />
      )}
    </Section>
  );
}
