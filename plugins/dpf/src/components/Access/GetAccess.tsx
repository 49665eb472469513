import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import { useState } from 'react';
import { AccessDialog } from './AccessDialog';

/** Opens the dialog for credentials. Nothing where the portal makes none, and while the cluster has no address or is being
 * retired. */
export function GetAccess({ cluster }: { cluster: DpuClusterView }) {
  const [open, setOpen] = useState(false);
  const server = cluster.endpoint?.server ?? cluster.observation?.server;
  if (!cluster.accessRoles?.length || !server || cluster.deletionRequestedAt) {
    return null;
  }
  return (
    <>
      <Button
        variant="outlined"
        color="primary"
        size="small"
        onClick={() => setOpen(true)}
      >
        Get access
      </Button>
      {open && (
        <AccessDialog cluster={cluster} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
