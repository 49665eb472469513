import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import List from '@material-ui/core/List';
import ListItem from '@material-ui/core/ListItem';
import ListItemText from '@material-ui/core/ListItemText';
import { makeStyles } from '@material-ui/core/styles';
import { EDIT_FORMS } from './editForms';

const useStyles = makeStyles({
  // Backstage's theme cuts a text at the end of the line. The address of a manifest is longer than one.
  reason: { whiteSpace: 'normal', overflowWrap: 'anywhere' },
});

/** The edits that are not possible for a cluster, each with the reason. */
export function NotOffered(props: {
  cluster: DpuClusterView;
  onClose(): void;
}) {
  const { cluster, onClose } = props;
  const classes = useStyles();
  const items = cluster.edits?.items ?? [];
  return (
    <Dialog
      open
      onClose={onClose}
      aria-labelledby="dpf-not-offered-title"
      fullWidth
    >
      <DialogTitle id="dpf-not-offered-title">
        What cannot be changed of {cluster.name}
      </DialogTitle>
      <DialogContent>
        <List dense aria-labelledby="dpf-not-offered-title">
          {items
            .filter(one => !one.offered)
            .map(({ edit, reason }) => (
              <ListItem key={edit} disableGutters>
                <ListItemText
                  primary={EDIT_FORMS[edit].title(cluster)}
                  secondary={reason}
                  secondaryTypographyProps={{ className: classes.reason }}
                />
              </ListItem>
            ))}
        </List>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
