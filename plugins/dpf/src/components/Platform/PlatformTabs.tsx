import { makeStyles } from '@material-ui/core/styles';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { ReactNode } from 'react';
import { useRouteRef } from '@backstage/core-plugin-api';
import { PathLink, useAddressQuery } from '../../address/address';
import { platformRouteRef, platformTabRouteRef } from '../../routes';
import { MANAGEMENT_CLUSTER_PARAMETER } from './ManagementClusterChoice';

/** The tabs of the platform's page. A tab's name is the end of its path; the first one has none. */
export const PLATFORM_TABS = ['now', 'upgrade', 'networks', 'setup'] as const;

export type PlatformTab = (typeof PLATFORM_TABS)[number];

const LABELS: Record<PlatformTab, string> = {
  now: 'Now',
  upgrade: 'Upgrade',
  networks: 'Networks',
  setup: 'Setup',
};

const useStyles = makeStyles(theme => ({
  tabs: { marginBottom: theme.spacing(2) },
}));

function tabId(tab: PlatformTab): string {
  return `dpf-platform-tab-${tab}`;
}

/** The path of a tab of the platform's page, which keeps the chosen management cluster. */
export function usePlatformPath(): (
  tab: PlatformTab,
  managementCluster?: string,
) => string {
  const first = useRouteRef(platformRouteRef);
  const other = useRouteRef(platformTabRouteRef);
  return (tab, managementCluster) => {
    const path = tab === 'now' ? first() : other({ tab });
    const query = managementCluster
      ? `?${new URLSearchParams({
          [MANAGEMENT_CLUSTER_PARAMETER]: managementCluster,
        })}`
      : '';
    return `${path}${query}`;
  };
}

/** The tabs of the platform's page above the one that is shown. */
export function PlatformTabs(props: {
  current: PlatformTab;
  children: ReactNode;
}) {
  const { current, children } = props;
  const classes = useStyles();
  const path = usePlatformPath();
  const [search] = useAddressQuery();
  const chosen = search.get(MANAGEMENT_CLUSTER_PARAMETER) ?? undefined;
  return (
    <>
      <Tabs
        value={current}
        indicatorColor="primary"
        aria-label="Platform"
        className={classes.tabs}
      >
        {PLATFORM_TABS.map(tab => (
          <Tab
            key={tab}
            id={tabId(tab)}
            label={LABELS[tab]}
            value={tab}
            component={PathLink}
            to={path(tab, chosen)}
          />
        ))}
      </Tabs>
      <div role="tabpanel" aria-labelledby={tabId(current)}>
        {children}
      </div>
    </>
  );
}
