import { usePermission } from '@backstage/plugin-permission-react';
import {
  DpuClusterView,
  clusterRefOf,
  dpuClusterDeletePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { stringifyDpuClusterRef } from '@dpf-portal/dpf-model';
import IconButton from '@material-ui/core/IconButton';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import { useState } from 'react';
import { RetireDialog, describeRetirement } from '../Retire/RetireDialog';
import { DiagnosisNotice, useCopyDiagnosis } from './CopyDiagnosis';

/** The less frequent actions. Retirement is hidden from users without the permission. */
export function MoreMenu(props: {
  cluster: DpuClusterView;
  onRetired(): void;
}) {
  const { cluster, onRetired } = props;
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [retiring, setRetiring] = useState(false);
  const diagnosis = useCopyDiagnosis(cluster);
  const { allowed } = usePermission({
    permission: dpuClusterDeletePermission,
    resourceRef: stringifyDpuClusterRef(clusterRefOf(cluster)),
  });
  const close = () => setAnchor(undefined);
  const { action } = describeRetirement(cluster);
  return (
    <>
      <IconButton
        size="small"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={Boolean(anchor)}
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu open={Boolean(anchor)} anchorEl={anchor} onClose={close}>
        <MenuItem
          onClick={() => {
            close();
            void diagnosis.copy();
          }}
        >
          Copy diagnosis
        </MenuItem>
        {allowed && (
          <MenuItem
            onClick={() => {
              close();
              setRetiring(true);
            }}
          >
            {cluster.deletionRequestedAt
              ? 'Progress of the deletion…'
              : `${action}…`}
          </MenuItem>
        )}
      </Menu>
      <DiagnosisNotice diagnosis={diagnosis} />
      {retiring && (
        <RetireDialog
          cluster={cluster}
          onClose={() => setRetiring(false)}
          onRetired={() => {
            setRetiring(false);
            onRetired();
          }}
        />
      )}
    </>
  );
}
