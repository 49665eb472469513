import {
  requestedLabelsProblem,
  reservedLabelProblem,
} from '@dpf-portal/dpf-model';
import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import DeleteIcon from '@material-ui/icons/Delete';
import Alert from '@material-ui/lab/Alert';
import { useState } from 'react';
import { EditFieldsProps } from './editForms';

const useStyles = makeStyles(theme => ({
  row: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
  kept: { overflowWrap: 'anywhere', marginTop: theme.spacing(2) },
}));

interface Row {
  key: string;
  value: string;
}

function changeOf(
  before: Readonly<Record<string, string>>,
  rows: readonly Row[],
): Record<string, string | null> {
  const named = rows.filter(({ key }) => key !== '');
  const after = Object.fromEntries(named.map(({ key, value }) => [key, value]));
  const removed = Object.keys(before).filter(key => !(key in after));
  return {
    ...Object.fromEntries(removed.map(key => [key, null])),
    ...Object.fromEntries(
      Object.entries(after).filter(([key, value]) => before[key] !== value),
    ),
  };
}

/** The labels of the cluster, except those that only controllers may change. */
export function LabelsFields({ cluster, onChange }: EditFieldsProps) {
  const classes = useStyles();
  const all = Object.entries(cluster.labels ?? {});
  const kept = all.filter(([key]) => reservedLabelProblem(key));
  const before = Object.fromEntries(
    all.filter(([key]) => !reservedLabelProblem(key)),
  );
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(before).map(([key, value]) => ({ key, value })),
  );
  const change = changeOf(before, rows);
  const keys = rows.map(({ key }) => key).filter(Boolean);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  const problemOf = (labels: Record<string, string | null>) =>
    Object.keys(labels).length ? requestedLabelsProblem(labels) : undefined;
  const problem = twice
    ? `The label ${twice} is named twice.`
    : problemOf(change);
  const update = (next: Row[]) => {
    setRows(next);
    const labels = changeOf(before, next);
    const named = next.map(({ key }) => key).filter(Boolean);
    onChange(
      Object.keys(labels).length &&
        new Set(named).size === named.length &&
        !problemOf(labels)
        ? { labels }
        : undefined,
    );
  };
  const replace = (at: number, changed: Partial<Row>) =>
    update(rows.map((row, i) => (i === at ? { ...row, ...changed } : row)));
  return (
    <>
      <Typography>
        DPUSets and services select clusters by label: a change can delete DPUs
        of this cluster. The next step tells how many.
      </Typography>
      {rows.map((row, at) => (
        // eslint-disable-next-line react/no-array-index-key -- a key is being typed, so it does not identify its row
        <div key={at} className={classes.row}>
          <TextField
            label="Key"
            inputProps={{ 'aria-label': `Key of label ${at + 1}` }}
            value={row.key}
            onChange={event => replace(at, { key: event.target.value.trim() })}
            size="small"
            fullWidth
            variant="outlined"
          />
          <TextField
            label="Value"
            inputProps={{ 'aria-label': `Value of label ${at + 1}` }}
            value={row.value}
            onChange={event =>
              replace(at, { value: event.target.value.trim() })
            }
            size="small"
            fullWidth
            variant="outlined"
          />
          <IconButton
            aria-label={`Remove label ${row.key || at + 1}`}
            onClick={() => update(rows.filter((_row, i) => i !== at))}
            size="small"
          >
            <DeleteIcon />
          </IconButton>
        </div>
      ))}
      <Button
        className={classes.row}
        onClick={() => update([...rows, { key: '', value: '' }])}
      >
        Add a label
      </Button>
      {problem && <Alert severity="error">{problem}</Alert>}
      {kept.length > 0 && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.kept}
        >
          Not changed here, because controllers act on them:{' '}
          {kept.map(([key, value]) => `${key}=${value}`).join(', ')}.
        </Typography>
      )}
    </>
  );
}
