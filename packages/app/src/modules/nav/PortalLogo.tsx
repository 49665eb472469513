import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    width: sidebarConfig.drawerWidthClosed,
    height: 2 * sidebarConfig.logoHeight,
    display: 'flex',
    alignItems: 'center',
    marginBottom: -14,
  },
  link: {
    width: sidebarConfig.drawerWidthClosed,
    marginLeft: theme.spacing(2.5),
    color: theme.palette.common.white,
    fontSize: '1.25rem',
    fontWeight: 700,
    whiteSpace: 'nowrap',
  },
}));

/** The portal's name, shortened in the collapsed sidebar. */
export function PortalLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link
        to="/"
        underline="none"
        className={classes.link}
        aria-label="DPF portal, home"
      >
        {isOpen ? 'DPF portal' : 'D'}
      </Link>
    </div>
  );
}
