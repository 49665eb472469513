import { CopyTextButton } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: { position: 'relative' },
  text: {
    margin: 0,
    padding: theme.spacing(1, 6, 1, 1),
    overflow: 'auto',
    maxHeight: '60vh',
    color: theme.palette.text.primary,
    backgroundColor: theme.palette.background.default,
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  copy: { position: 'absolute', top: 0, right: 0 },
}));

/** Text of several lines with a button that copies it, for example a manifest. */
export function CodeBlock(props: {
  text: string;
  /** What it is, for screen readers. */
  label: string;
  /** What the button copies: `Copy WHAT`. */
  what: string;
}) {
  const { text, label, what } = props;
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <pre
        className={classes.text}
        aria-label={label}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so it must be reachable by keyboard
        tabIndex={0}
      >
        {text}
      </pre>
      <div className={classes.copy}>
        <CopyTextButton
          text={text}
          tooltipText={`${what[0].toUpperCase()}${what.slice(1)} copied`}
          aria-label={`Copy ${what}`}
        />
      </div>
    </div>
  );
}
