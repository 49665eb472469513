import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { MetricsServiceObservableCallback } from '@backstage/backend-plugin-api/alpha';
import { LocalCluster } from '@dpf-portal/local-cluster';
import { startDpfBackend } from './startDpfBackend';

/** What a portal measures that only observes a management cluster. */
export interface ObservingPortal {
  /** One collection of its gauges, as lines of Prometheus' text format. */
  scrape(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts the dpf back end in this process with every role disabled, and collects its gauges as an exporter does. */
export async function observeMetrics(
  cluster: LocalCluster,
): Promise<ObservingPortal> {
  const collectors: Array<[string, MetricsServiceObservableCallback]> = [];
  const backend = await startDpfBackend([
    metricsServiceMock.mock({
      createObservableGauge: name => ({
        addCallback: callback => void collectors.push([name, callback]),
        removeCallback: () => {},
      }),
    }).factory,
    mockServices.rootConfig.factory({
      data: {
        dpf: {
          managementClusters: [
            {
              name: 'site-a',
              kubeconfigFile: cluster.portalKubeconfigFile,
              tenantAccess: { mode: 'proxy', proxyUrl: cluster.proxyUrl },
            },
          ],
        },
      },
    }),
  ]);
  return {
    scrape: async () => {
      const lines: string[] = [];
      await Promise.all(
        collectors.map(([name, callback]) =>
          callback({
            observe: (value, attributes = {}) => {
              const labels = Object.entries(attributes)
                .map(([label, text]) => `${label}="${text}"`)
                .join(',');
              lines.push(`${name}{${labels}} ${value}`);
            },
          }),
        ),
      );
      return lines;
    },
    stop: () => backend.stop(),
  };
}
