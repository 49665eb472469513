import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEditName } from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import Divider from '@material-ui/core/Divider';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import { useState } from 'react';
import { EditDialog } from './EditDialog';
import { EDIT_FORMS } from './editForms';
import { NotOffered } from './NotOffered';

/** The button Edit and its dialogs. Absent where the caller can change nothing and is told no reason. */
export function EditMenu(props: {
  cluster: DpuClusterView;
  onChanged(): void;
}) {
  const { cluster, onChanged } = props;
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [open, setOpen] = useState<ClusterEditName | 'notOffered'>();
  const items = cluster.edits?.items ?? [];
  const offered = items.filter(one => one.offered);
  const choose = (next: typeof open) => {
    setAnchor(undefined);
    setOpen(next);
  };
  if (!items.length) {
    return null;
  }
  return (
    <>
      <Button
        variant="outlined"
        aria-haspopup="menu"
        aria-expanded={Boolean(anchor)}
        onClick={event => setAnchor(event.currentTarget)}
      >
        Edit
      </Button>
      <Menu
        anchorEl={anchor}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        open={Boolean(anchor)}
        onClose={() => setAnchor(undefined)}
        MenuListProps={{ 'aria-label': 'Edits' }}
      >
        {offered.map(({ edit }) => (
          <MenuItem key={edit} onClick={() => choose(edit)}>
            {EDIT_FORMS[edit].title(cluster)}…
          </MenuItem>
        ))}
        {offered.length > 0 && offered.length < items.length && (
          <Divider component="li" />
        )}
        {offered.length < items.length && (
          <MenuItem onClick={() => choose('notOffered')}>
            What cannot be changed, and why…
          </MenuItem>
        )}
      </Menu>
      {open === 'notOffered' && (
        <NotOffered cluster={cluster} onClose={() => setOpen(undefined)} />
      )}
      {open && open !== 'notOffered' && (
        <EditDialog
          edit={open}
          cluster={cluster}
          onClose={() => setOpen(undefined)}
          onChanged={onChanged}
        />
      )}
    </>
  );
}
