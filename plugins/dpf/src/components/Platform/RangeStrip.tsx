import { RangeCell, RangeUse } from '@dpf-portal/dpf-model';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { formatNumber } from './formatNumber';

const useStyles = makeStyles(theme => ({
  root: { margin: theme.spacing(1, 0) },
  strip: { display: 'flex', width: '100%', height: 20 },
  cell: {
    flex: '1 1 0',
    minWidth: 2,
    boxSizing: 'border-box',
    position: 'relative',
    border: `1px solid ${theme.palette.text.secondary}`,
    '& + &': { borderLeft: 'none' },
  },
  used: {
    position: 'absolute',
    left: 0,
    right: 0,
    bottom: 0,
    backgroundColor: theme.palette.text.secondary,
  },
}));

/** `10.0.0.1: used`, or `10.0.0.1 to 10.0.4.0: 12 of 1,024 used`. */
function describeCell({ first, last, total, used }: RangeCell): string {
  return last
    ? `${first} to ${last}: ${formatNumber(used)} of ${formatNumber(
        total,
      )} used`
    : `${first}: ${used ? 'used' : 'free'}`;
}

/** A used part is seen, however wide it is. */
function heightOf({ used, total }: RangeCell): string {
  return `${Math.max(15, Math.round((100 * used) / total))}%`;
}

/** The picture of a range: each cell is filled as far as it is used. The table of holders says the same in words. */
export function RangeStrip({ range, what }: { range: RangeUse; what: string }) {
  const classes = useStyles();
  const text = `${what} ${range.range}: ${formatNumber(
    range.used,
  )} of ${formatNumber(range.total)} used, ${formatNumber(range.free)} free`;
  return (
    <div className={classes.root}>
      <Typography variant="body2">{text}</Typography>
      <div role="img" aria-label={text} className={classes.strip}>
        {range.cells.map(cell => (
          <div
            key={cell.first}
            className={classes.cell}
            title={describeCell(cell)}
          >
            {cell.used > 0 && (
              <div
                className={classes.used}
                style={{ height: heightOf(cell) }}
              />
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
