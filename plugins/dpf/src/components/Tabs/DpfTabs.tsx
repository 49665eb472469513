import { useRouteRef } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { platformReadPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { PathLink } from '../../address/address';
import { dpusRouteRef, platformRouteRef, rootRouteRef } from '../../routes';

export type DpfTab = 'clusters' | 'dpus' | 'platform';

const useStyles = makeStyles(theme => ({
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
  // On the background of a page, the contrast of Backstage's secondary text is too low.
  page: {
    padding: theme.spacing(2),
    backgroundColor: theme.palette.background.paper,
  },
}));

/** The tabs Clusters, DPUs and Platform above their pages. */
export function DpfTabs(props: { current: DpfTab; children: ReactNode }) {
  const classes = useStyles();
  const clusters = useRouteRef(rootRouteRef)();
  const dpus = useRouteRef(dpusRouteRef)();
  const platform = useRouteRef(platformRouteRef)();
  const { allowed } = usePermission({ permission: platformReadPermission });
  return (
    <>
      <Tabs
        className={classes.tabs}
        value={props.current}
        indicatorColor="primary"
        aria-label="DPU clusters"
        component="nav"
      >
        <Tab
          label="Clusters"
          value="clusters"
          component={PathLink}
          to={clusters}
        />
        <Tab label="DPUs" value="dpus" component={PathLink} to={dpus} />
        {(allowed || props.current === 'platform') && (
          <Tab
            label="Platform"
            value="platform"
            component={PathLink}
            to={platform}
          />
        )}
      </Tabs>
      <div className={classes.page}>{props.children}</div>
    </>
  );
}
