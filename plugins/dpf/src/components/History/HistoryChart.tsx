import { ClusterHistory } from '@dpf-portal/backstage-plugin-dpf-common';
import { Theme, getContrastRatio, makeStyles } from '@material-ui/core/styles';
import {
  formatDuration,
  formatTime,
  timeTicks,
  zoneName,
} from '../Time/formatTime';
import { Band, Lane, historyLanes } from './historyLanes';

const LABEL_WIDTH = 190;
/** Narrower bands have no text. */
const TEXT_PERCENT = 12;

/** A colour, and black or white on it, whichever is easier to read. */
function filled(color: string) {
  const text =
    getContrastRatio(color, '#000') >= getContrastRatio(color, '#fff')
      ? '#000'
      : '#fff';
  return { backgroundColor: color, color: text };
}

const useStyles = makeStyles<
  Theme & { palette: { status: Record<string, string> } }
>(theme => ({
  chart: { position: 'relative', overflow: 'hidden' },
  lane: { display: 'flex', alignItems: 'center', margin: '4px 0' },
  label: {
    flex: `0 0 ${LABEL_WIDTH}px`,
    paddingRight: theme.spacing(1),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: '0.8125rem',
    color: theme.palette.text.primary,
  },
  track: {
    position: 'relative',
    flex: 1,
    height: 20,
    backgroundColor: theme.palette.action.hover,
  },
  band: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    // However short it was, it is seen.
    minWidth: 3,
    overflow: 'hidden',
    padding: '0 4px',
    fontSize: '0.75rem',
    lineHeight: '20px',
    whiteSpace: 'nowrap',
    textOverflow: 'ellipsis',
    borderLeft: `1px solid ${theme.palette.background.paper}`,
  },
  thin: { padding: 0 },
  mark: {
    position: 'absolute',
    top: 4,
    width: 12,
    height: 12,
    marginLeft: -6,
    transform: 'rotate(45deg)',
    border: `1px solid ${theme.palette.background.paper}`,
  },
  ok: filled(theme.palette.status.ok),
  warning: filled(theme.palette.status.warning),
  error: filled(theme.palette.status.error),
  running: filled(theme.palette.status.running),
  neutral: filled(theme.palette.status.aborted),
  axis: {
    position: 'relative',
    height: 20,
    marginLeft: LABEL_WIDTH,
    fontSize: '0.75rem',
    color: theme.palette.text.secondary,
  },
  tick: {
    position: 'absolute',
    whiteSpace: 'nowrap',
    borderLeft: `1px solid ${theme.palette.text.secondary}`,
    paddingLeft: 4,
  },
  note: {
    marginLeft: LABEL_WIDTH,
    fontSize: '0.75rem',
    color: theme.palette.text.secondary,
  },
}));

interface Scale {
  from: number;
  until: number;
  percent(at: number): number;
}

/** From the start of the history, or of what was asked for; an empty span would have no scale. */
function scaleOf({ from, until, cluster }: ClusterHistory): Scale {
  const end = Date.parse(until);
  const created = Date.parse(cluster?.from ?? from);
  const start = Math.min(Math.max(Date.parse(from), created), end - 1000);
  return {
    from: start,
    until: end,
    percent: at =>
      (100 * (Math.min(Math.max(at, start), end) - start)) / (end - start),
  };
}

/** The ticks whose label has room before the end. */
function ticksOf({ from, until, percent }: Scale) {
  return timeTicks(from, until).filter(({ at }) => percent(at) < 93);
}

function titleOf({ text, from, until }: Band): string {
  const start = formatTime(new Date(from));
  return until === from
    ? `${text}: ${start}`
    : `${text}: ${start} – ${formatTime(new Date(until))}, ${formatDuration(
        until - from,
      )}`;
}

function LaneRow({ lane, scale }: { lane: Lane; scale: Scale }) {
  const classes = useStyles();
  return (
    <div className={classes.lane}>
      <div className={classes.label} title={lane.label}>
        {lane.label}
      </div>
      <div className={classes.track}>
        {lane.bands.map(band => {
          const left = scale.percent(band.from);
          const width = scale.percent(band.until) - left;
          const key = `${band.from}/${band.until}/${band.text}`;
          return lane.isMarks ? (
            <div
              key={key}
              title={titleOf(band)}
              className={`${classes.mark} ${classes[band.tone]}`}
              style={{ left: `${left}%` }}
            />
          ) : (
            <div
              key={key}
              title={titleOf(band)}
              className={[
                classes.band,
                classes[band.tone],
                width < TEXT_PERCENT ? classes.thin : '',
              ].join(' ')}
              style={{ left: `${left}%`, width: `${width}%` }}
            >
              {width < TEXT_PERCENT ? null : band.text}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/**
 * A history drawn to scale: a band as long as each phase, condition and finding lasted, and a mark for each upgrade and
 * change. It is a picture for those who see it; the table below it has the same.
 */
export function HistoryChart({ history }: { history: ClusterHistory }) {
  const classes = useStyles();
  const scale = scaleOf(history);
  const { lanes, more } = historyLanes(history);
  const [from, until] = [scale.from, scale.until].map(at =>
    formatTime(new Date(at)),
  );
  return (
    <div
      role="img"
      aria-label={`From ${from} until ${until}, drawn to scale. The table has the same entries.`}
      className={classes.chart}
    >
      {lanes.map(lane => (
        <LaneRow key={lane.label} lane={lane} scale={scale} />
      ))}
      <div className={classes.axis}>
        {ticksOf(scale).map(({ at, label }) => (
          <span
            key={at}
            className={classes.tick}
            style={{ left: `${scale.percent(at)}%` }}
          >
            {label}
          </span>
        ))}
      </div>
      <div className={classes.note}>
        {from} – {until} ({formatDuration(scale.until - scale.from)}). Times are
        in {zoneName(new Date(scale.until))}.
        {more > 0 && ` ${more} more kinds of problems are in the table.`}
      </div>
    </div>
  );
}
