import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES, failedWebhookOf } from '@dpf-portal/kube-controller';
import { findFreePort } from '@dpf-portal/local-cluster';
import {
  AwayWebhook,
  registerWebhooks,
  removeWebhooks,
} from '../../faults/awayWebhooks';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { UsersPortal } from '../../portal/UsersPortal';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'team-a';
const ANN = 'user:default/ann';
const RELEASED = DPU_CLUSTER_GROUPS.released;
/** The promise is 30 s; the API server sees the removal of a webhook about a second later. */
const BACK_WITHIN_MS = 30_000;

const named = (prefix: string) =>
  `object.metadata.name.startsWith('${prefix}')`;

/** By the name of the cluster that each stops. */
const STOPPED: Record<string, AwayWebhook & { on: string; effect: string }> = {
  planes: {
    type: 'Mutating',
    name: 'mutate.planes.kb.io',
    group: 'kamaji.clastix.io',
    resource: 'tenantcontrolplanes',
    operation: 'CREATE',
    objects: named('planes'),
    on: 'Created',
    effect: 'no TenantControlPlane can be created',
  },
  services: {
    type: 'Mutating',
    name: 'mutate.services.example.com',
    group: '',
    resource: 'services',
    operation: 'CREATE',
    objects: named('services'),
    on: 'Created',
    effect: 'no Service can be created',
  },
  configmaps: {
    type: 'Validating',
    name: 'validate.configmaps.example.com',
    group: '',
    resource: 'configmaps',
    operation: 'CREATE',
    objects: named('configmaps'),
    on: 'KeepalivedReady',
    effect: 'no ConfigMap can be created',
  },
  daemonsets: {
    type: 'Validating',
    name: 'validate.daemonsets.example.com',
    group: 'apps',
    resource: 'daemonsets',
    operation: 'CREATE',
    objects: named('daemonsets'),
    on: 'KeepalivedReady',
    effect: 'no DaemonSet can be created',
  },
  clusters: {
    type: 'Validating',
    name: 'validate.clusters.example.com',
    group: RELEASED,
    resource: 'dpuclusters',
    operation: 'UPDATE',
    objects: named('clusters'),
    on: 'Created',
    effect: 'no DPUCluster can be changed',
  },
};

const STATUS: AwayWebhook = {
  type: 'Validating',
  name: 'validate.status.example.com',
  group: RELEASED,
  resource: 'dpuclusters/status',
  operation: 'UPDATE',
  objects: named('status'),
};
const REQUESTS: AwayWebhook = {
  type: 'Validating',
  name: 'validate.requests.example.com',
  group: RELEASED,
  resource: 'dpuclusters',
  operation: 'CREATE',
  objects: named('request'),
};
const UPLOADS: AwayWebhook = {
  type: 'Validating',
  name: 'validate.secrets.example.com',
  group: '',
  resource: 'secrets',
  operation: 'CREATE',
  objects: "object.metadata.namespace == 'dpf-uploads'",
};
/** Registered last, so the API server has all others when it has these. */
const LAST: AwayWebhook[] = (['Mutating', 'Validating'] as const).map(type => ({
  type,
  name: `${type.toLowerCase()}.last.example.com`,
  group: '',
  resource: 'configmaps',
  operation: 'CREATE',
  objects: named(`last-${type.toLowerCase()}`),
}));
const ALL = [...Object.values(STOPPED), STATUS, REQUESTS, UPLOADS, ...LAST];

interface ShownFinding {
  code: string;
  who: string;
  sentence: string;
}

describe('Webhooks that do not answer', () => {
  let lab: Lab;
  let portal: UsersPortal;
  let metricsUrl: string;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    portal = await UsersPortal.start({ lab, groups: { [ANN]: [] } });
    metricsUrl = `http://127.0.0.1:${await findFreePort()}/metrics`;
    lab.startControllers({
      args: [`--metrics-bind-address=${new URL(metricsUrl).host}`],
    });
    await registerWebhooks(lab.api.client, ALL);
    for (const { objects } of LAST) {
      await eventually(`the API server calls what admits ${objects}`, () =>
        isStopped(objects.split("'")[1]),
      );
    }
  });
  afterAll(async () => {
    await portal?.stop();
    await lab?.stop();
  });

  async function isStopped(name: string): Promise<true | undefined> {
    try {
      await lab.api.client.create(
        CORE_RESOURCES.configMaps,
        { metadata: { name, namespace: 'default' } },
        { dryRun: true },
      );
      return undefined;
    } catch (error) {
      return failedWebhookOf(error) ? true : undefined;
    }
  }

  let nth = 0;
  const create = (name: string) => {
    nth++;
    return lab.api.createCluster(
      NAMESPACE,
      kamajiCluster(name, {
        vip: `10.66.66.${80 + nth}`,
        virtualRouterID: nth,
      }),
    );
  };
  const shown = async (name: string, part: string) => {
    const { body } = await portal
      .as(ANN)
      .get(`/dpu-clusters/local/${NAMESPACE}/${name}${part}`)
      .expect(200);
    return body;
  };

  async function told(cluster: DpuCluster): Promise<void> {
    const { name } = cluster.metadata;
    const { on, effect, name: webhook } = STOPPED[name];
    const sentence = `Webhook ${webhook} refuses connections, so ${effect}.`;
    const live = await lab.api.clusterWhen(
      cluster,
      'says which webhook stops it',
      ({ status }) =>
        conditionOf({ ...cluster, status }, on)?.reason === 'WebhookAway',
    );
    expect(conditionOf(live, on)).toMatchObject({
      status: 'False',
      message: sentence,
    });
    await eventually(`the page of ${name} says it`, async () => {
      const { items } = await shown(name, '/findings');
      const [first]: ShownFinding[] = items;
      return first?.code === 'WebhookAway' &&
        first.who === 'platform' &&
        first.sentence === sentence
        ? true
        : undefined;
    });
  }

  it('are named with what they stop, on the cluster, on its page, by REST and by a metric, and each cluster goes on within 30 s', async () => {
    const stopped = await Promise.all(Object.keys(STOPPED).map(create));
    const silent = await create('status');
    await Promise.all(stopped.map(told));

    const event = await eventually('an Event names the webhook', async () => {
      const { items } = await shown('status', '/events');
      return items.find(
        ({ reason }: { reason: string }) => reason === 'WebhookAway',
      );
    });
    expect(event.message).toBe(
      `Webhook ${STATUS.name} refuses connections, so the status of no DPUCluster can be changed.`,
    );

    const posted = await portal.as(ANN).post('/dpu-clusters', {
      requestId: 'task-1',
      name: 'request',
      type: 'kamaji',
      keepalived: {
        interface: 'br-dpu',
        vip: '10.66.66.99',
        virtualRouterID: 99,
      },
    });
    expect([posted.status, posted.body.error.message]).toEqual([
      503,
      expect.stringContaining(
        `Webhook ${REQUESTS.name} refuses connections, so no DPUCluster can be created.`,
      ),
    ]);
    const uploaded = await portal.as(ANN).post('/kubeconfig-uploads', {
      kubeconfig: lab.cluster.staticKubeconfig,
    });
    expect([uploaded.status, uploaded.body.error.message]).toEqual([
      503,
      expect.stringContaining(
        `Webhook ${UPLOADS.name} refuses connections, so no Secret can be created.`,
      ),
    ]);

    const text = await (await fetch(metricsUrl)).text();
    for (const { name, resource } of [...Object.values(STOPPED), STATUS]) {
      const [, times] =
        new RegExp(
          `webhook_failures_total\\{webhook="${name}",resource="${resource}",host="[^"]+"\\} (\\d+)`,
        ).exec(text) ?? [];
      expect(Number(times)).toBeGreaterThan(0);
      // No hot loop.
      expect(Number(times)).toBeLessThan(12);
    }

    await removeWebhooks(lab.api.client, ALL);
    const removedAt = Date.now();
    await Promise.all([...stopped, silent].map(c => lab.api.clusterReady(c)));
    expect(Date.now() - removedAt).toBeLessThan(BACK_WITHIN_MS);
  });
});
