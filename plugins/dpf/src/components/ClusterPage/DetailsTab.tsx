import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { ConditionsSection } from './ConditionsSection';
import { EventsSection } from './EventsSection';
import { ResourcesSection } from './ResourcesSection';
import { SettingsSection } from './SettingsSection';

/** What Kubernetes has about the cluster. It is read while the tab is open. */
export function DetailsTab({ cluster }: { cluster: DpuClusterView }) {
  return (
    <>
      <SettingsSection cluster={cluster} />
      <ConditionsSection cluster={cluster} />
      <EventsSection cluster={cluster} />
      <ResourcesSection cluster={cluster} />
    </>
  );
}
