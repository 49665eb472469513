import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { CLUSTER_TABS, ClusterTab } from './useClusterTab';

const useStyles = makeStyles(theme => ({
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
  // On the background of a page, the contrast of Backstage's secondary text is too low.
  panel: {
    padding: theme.spacing(2),
    backgroundColor: theme.palette.background.paper,
  },
  tab: { minWidth: 0, padding: theme.spacing(1, 2) },
}));

const idOf = (tab: ClusterTab) => `dpf-tab-${tab}`;

/** The tabs of a cluster's page and the content of the open one. */
export function ClusterTabs(props: {
  tab: ClusterTab;
  onOpen(tab: ClusterTab): void;
  children: ReactNode;
}) {
  const { tab, onOpen, children } = props;
  const classes = useStyles();
  return (
    <>
      <Tabs
        value={tab}
        onChange={(_, next: ClusterTab) => onOpen(next)}
        indicatorColor="primary"
        textColor="inherit"
        variant="scrollable"
        scrollButtons="auto"
        aria-label="DPU cluster"
        className={classes.tabs}
      >
        {CLUSTER_TABS.map(({ id, label }) => (
          <Tab
            key={id}
            value={id}
            label={label}
            id={idOf(id)}
            aria-controls={id === tab ? 'dpf-tab-panel' : undefined}
            className={classes.tab}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id="dpf-tab-panel"
        aria-labelledby={idOf(tab)}
        className={classes.panel}
      >
        {children}
      </div>
    </>
  );
}
