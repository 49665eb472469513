import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  clusterDefinition,
  definitionsOf,
} from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { PlainClient } from '../../management/PlainClient';
import { clusterWriters } from '../../management/clusterWriters';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'team-a';
const GROUP = 'provisioning.dpu.nvidia.com';
const ALL = `/apis/${GROUP}/v1alpha1/namespaces/${NAMESPACE}/dpuclusters`;
const MERGE_PATCH = 'application/merge-patch+json';
const RIGHTS = 'dpf-portal-dpuclusters-rights';
const DELETION = 'dpf-portal-dpuclusters-deletion';
const SETTINGS = 'dpf-portal-dpuclusters-settings';
const {
  credentials,
  expires,
  locked,
  owner,
  pausedUntil,
  purpose,
  requestId,
  requestedBy,
  templateRef,
} = DPF_ANNOTATIONS;

const USERS = {
  person: 'mallory',
  portal: 'system:serviceaccount:dpf-portal:dpf-portal',
};
type User = keyof typeof USERS;

/** What of a cluster is written. */
interface Write {
  name?: string;
  metadata?: object;
  spec?: { clusterEndpoint?: { keepalived: object }; [field: string]: unknown };
}

/** A rule, with a write that breaks it and one that does not. */
interface Rule {
  rule: string;
  /** A part of the message. */
  message: string;
  broken: Write;
  kept: Write;
  by?: User;
  /** The cluster to which both are written. Default: they create one. */
  before?: Write;
}

const annotated = (name: string, value: string | null): Write => ({
  metadata: { annotations: { [name]: value } },
});
const keepalived = (field: object): Write => ({
  spec: { clusterEndpoint: { keepalived: field } },
});

const RIGHTS_RULES: Rule[] = [
  {
    rule: 'keepalived’s VIP',
    message: 'keepalived.vip must be an IP address',
    broken: keepalived({ vip: '127.0.0.1' }),
    kept: keepalived({ vip: '10.66.70.1' }),
  },
  {
    rule: 'keepalived’s interface',
    message: 'keepalived.interface must be the name of a network interface',
    broken: keepalived({ interface: 'eth0"\n  hostPID: true' }),
    kept: keepalived({ interface: 'bond0.100' }),
  },
  {
    rule: 'keepalived’s router id',
    message: 'virtualRouterID',
    broken: keepalived({ virtualRouterID: 256 }),
    kept: keepalived({ virtualRouterID: 255 }),
  },
  {
    rule: 'keepalived’s node selector',
    message: 'keepalived.nodeSelector must hold labels',
    broken: keepalived({ nodeSelector: { a: 'x"\n' } }),
    kept: keepalived({ nodeSelector: { a: 'x' } }),
  },
  {
    rule: 'an endpoint that is changed',
    message: 'keepalived.vip must be an IP address',
    before: {},
    broken: keepalived({ vip: '169.254.169.254' }),
    kept: keepalived({ vip: '10.66.70.2' }),
  },
  {
    rule: 'the type',
    message: 'spec.type must be kamaji, static or vendor/name',
    broken: { spec: { type: 'example.com/a b' } },
    kept: { spec: { type: 'example.com/a' } },
  },
  {
    rule: 'the type, once it is set',
    message: 'spec.type cannot be changed',
    before: {},
    broken: { spec: { type: 'static' } },
    kept: { spec: { type: 'kamaji' } },
  },
  {
    rule: 'text of a version that would get into commands',
    // Where the settings are denied, too, either policy may answer.
    message: 'spec.version m',
    broken: { spec: { version: 'v1.34.1; reboot' } },
    kept: { spec: { version: 'v1.34.1' } },
  },
  {
    rule: 'the name of the kubeconfig’s Secret',
    message: 'spec.kubeconfig must be the name of a Secret',
    broken: { spec: { kubeconfig: '../team-b/admin' } },
    kept: { spec: { kubeconfig: 'admin' } },
  },
  {
    rule: 'the kubeconfig, once it is set',
    // The definition of DPF rejects it, too, and comes first.
    message: 'kubeconfig',
    before: { spec: { kubeconfig: 'first' } },
    broken: { spec: { kubeconfig: 'second' } },
    kept: { spec: { kubeconfig: 'first' } },
  },
  {
    rule: 'the kubeconfig, by its removal',
    message: 'This would remove what the object needs: spec.kubeconfig',
    before: { spec: { kubeconfig: 'first' } },
    broken: { spec: { kubeconfig: null } },
    kept: { spec: { maxNodes: 3 } },
  },
  {
    rule: 'the owner',
    message: 'Only the portal may set, change or remove these annotations',
    broken: annotated(owner, 'group:default/team-a'),
    kept: annotated('example.com/owner', 'group:default/team-a'),
  },
  {
    rule: 'the portal’s annotations, by their removal',
    message: 'This would remove annotations of the portal',
    before: annotated(owner, 'group:default/team-a'),
    broken: annotated(owner, null),
    kept: annotated(owner, 'group:default/team-a'),
  },
  {
    rule: 'the form of an owner, for the portal, too',
    message: 'must be entity references',
    by: 'portal',
    broken: annotated(owner, 'group:default/team a'),
    kept: annotated(owner, 'group:default/team-a'),
  },
  {
    rule: 'the form of a requester, for the portal, too',
    message: 'must be entity references',
    by: 'portal',
    broken: annotated(requestedBy, 'user:default/a\nb'),
    kept: annotated(requestedBy, 'user:default/ann'),
  },
  {
    rule: 'the lock',
    message: 'Only the portal may set, change or remove these annotations',
    broken: annotated(locked, 'mine'),
    kept: annotated('example.com/locked', 'mine'),
  },
  {
    rule: 'reserved labels',
    message: 'These labels are reserved',
    broken: { metadata: { labels: { 'dpu.nvidia.com/cluster': 'x' } } },
    kept: { metadata: { labels: { 'app.kubernetes.io/name': 'x' } } },
  },
];

const SETTINGS_RULES: Rule[] = [
  {
    rule: 'a name',
    message: 'The name must begin with a lower-case letter',
    broken: { name: '1blue' },
    kept: { name: 'blue-1' },
  },
  {
    rule: 'a long name',
    message: 'The name must begin with a lower-case letter',
    broken: { name: 'b'.repeat(64) },
    kept: { name: 'b'.repeat(63) },
  },
  {
    rule: 'the version of a kamaji cluster',
    message: 'spec.version must be a Kubernetes version',
    broken: { spec: { version: 'v1.34.1+k3s1' } },
    kept: { spec: { version: 'v1.34.1' } },
  },
  {
    rule: 'the version of a cluster that was brought along',
    message: 'spec.version must be a Kubernetes version',
    broken: { spec: { type: 'static', version: 'latest' } },
    kept: { spec: { type: 'static', version: 'v1.34.1+k3s1' } },
  },
  {
    rule: 'a version that is changed',
    message: 'spec.version must be a Kubernetes version',
    before: {},
    broken: { spec: { version: '1.34' } },
    kept: { spec: { version: 'v1.34.2' } },
  },
  {
    rule: 'a request’s id',
    message: 'The annotation dpf-portal.io/request-id must be',
    by: 'portal',
    broken: annotated(requestId, 'a b'),
    kept: annotated(requestId, 'task-1'),
  },
  {
    rule: 'the purpose',
    message: 'The annotation dpf-portal.io/purpose must be dev, test or prod',
    broken: annotated(purpose, 'production'),
    kept: annotated(purpose, 'prod'),
  },
  {
    rule: 'credentials',
    message: 'The annotation dpf-portal.io/credentials must be',
    broken: annotated(credentials, 'yes'),
    kept: annotated(credentials, 'allowed'),
  },
  {
    rule: 'the template',
    message: 'The annotation dpf-portal.io/template-ref must be',
    broken: annotated(templateRef, 'a b'),
    kept: annotated(templateRef, 'template:default/dpu-cluster-kamaji'),
  },
  {
    rule: 'the expiry',
    message: 'The annotation dpf-portal.io/expires must be a date',
    broken: annotated(expires, '2027-02-29'),
    kept: annotated(expires, '2028-02-29'),
  },
  {
    rule: 'a pause',
    message: 'The annotation dpf-portal.io/paused-until must be',
    before: {},
    broken: annotated(pausedUntil, 'tomorrow'),
    kept: annotated(pausedUntil, '2027-01-31T18:00:00Z'),
  },
];

describe('The admission policies', () => {
  let lab: Lab;
  let users: Record<User, PlainClient>;
  let admin: PlainClient;
  let number = 0;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf('dpf-24.10', [
        clusterDefinition(GROUP, {
          version: 'spec',
          maxNodes: 1000,
          nodesCount: true,
        }),
      ]),
    });
    users = await clusterWriters(lab, USERS);
    admin = await PlainClient.fromKubeconfig(
      lab.cluster.kubeConfig.exportConfig(),
    );
    await lab.api.policyInForce();
  });
  afterAll(async () => {
    Object.values(users ?? {}).forEach(client => client.close());
    admin?.close();
    await lab?.stop();
  });

  /** A good cluster of its own name and address, with this in it. */
  function clusterWith({ name, metadata, spec }: Write) {
    number++;
    const good = kamajiCluster(name ?? `cluster-${number}`, {
      vip: `10.66.71.${number}`,
      virtualRouterID: number,
    });
    const endpoint = good.spec.clusterEndpoint?.keepalived;
    return {
      ...good,
      metadata: { ...good.metadata, ...metadata },
      spec: {
        ...good.spec,
        ...spec,
        clusterEndpoint: {
          keepalived: { ...endpoint, ...spec?.clusterEndpoint?.keepalived },
        },
      },
    };
  }

  /** Writes this, to a cluster of its own where the rule has one. */
  async function write({ by = 'person', before }: Rule, wanted: Write) {
    if (!before) {
      const cluster = clusterWith(wanted);
      return {
        name: cluster.metadata.name,
        ...(await users[by].request('POST', ALL, cluster)),
      };
    }
    const cluster = clusterWith(before);
    const { name } = cluster.metadata;
    const made = await users.portal.request('POST', ALL, cluster);
    expect(made).toMatchObject({ status: 201, warnings: [] });
    const { metadata, spec } = wanted;
    return {
      name,
      ...(await users[by].request(
        'PATCH',
        `${ALL}/${name}`,
        { metadata, spec },
        MERGE_PATCH,
      )),
    };
  }

  const remove = async (name: string) => {
    const { status } = await admin.request('DELETE', `${ALL}/${name}`);
    expect(status).toBe(200);
  };

  async function expectKept(rule: Rule): Promise<void> {
    const { name, ...answer } = await write(rule, rule.kept);
    expect({ rule: rule.rule, ...answer }).toMatchObject({
      rule: rule.rule,
      status: rule.before ? 200 : 201,
      warnings: [],
    });
    await remove(name);
  }

  async function expectRefused(rule: Rule): Promise<void> {
    const { status, body } = await write(rule, rule.broken);
    expect([403, 422]).toContain(status);
    expect(body.message).toContain(rule.message);
  }

  async function isAudited(name: string, { rule, message }: Rule) {
    await eventually(`${rule} is in the audit log`, async () => {
      const violations = await lab.audit.violationsOf(name);
      return violations.some(
        violation =>
          violation.startsWith(`${SETTINGS}: `) && violation.includes(message),
      );
    });
  }

  async function expectRights(): Promise<void> {
    for (const rule of RIGHTS_RULES) {
      await expectKept(rule);
      await expectRefused(rule);
    }
  }

  async function expectDeletion(): Promise<void> {
    for (const [before, status, message] of [
      [annotated(locked, 'user:default/ann: mine'), {}, 'is locked against'],
      [{}, { nodesCount: 2 }, '2 DPUs still belong to this cluster'],
    ] as const) {
      const cluster = clusterWith(before);
      const path = `${ALL}/${cluster.metadata.name}`;
      await users.portal.request('POST', ALL, cluster);
      await admin.request('PATCH', `${path}/status`, { status }, MERGE_PATCH);
      const refused = await users.person.request('DELETE', path);
      expect(refused).toMatchObject({ status: 403, warnings: [] });
      expect(refused.body.message).toContain(DELETION);
      expect(refused.body.message).toContain(message);
      await users.portal.request(
        'PATCH',
        path,
        { metadata: { annotations: { [locked]: null } } },
        MERGE_PATCH,
      );
      await admin.request(
        'PATCH',
        `${path}/status`,
        { status: { nodesCount: 0 } },
        MERGE_PATCH,
      );
      expect(await users.person.request('DELETE', path)).toMatchObject({
        status: 200,
        warnings: [],
      });
    }
  }

  describe('as they are installed', () => {
    it('deny what gives rights on nodes or over other teams', async () => {
      await expectRights();
    });

    it('deny the deletion of a cluster that is locked or has DPUs', async () => {
      await expectDeletion();
    });

    it('warn of every other setting, write it into the audit log, and accept it', async () => {
      for (const rule of SETTINGS_RULES) {
        await expectKept(rule);
        const { name, status, warnings } = await write(rule, rule.broken);
        expect([rule.rule, status]).toEqual([
          rule.rule,
          rule.before ? 200 : 201,
        ]);
        expect(warnings).toEqual([
          expect.stringMatching(
            new RegExp(`${SETTINGS}.*${rule.message}`, 's'),
          ),
        ]);
        await isAudited(name, rule);
        await remove(name);
      }
    });

    it('let somebody change something else of a cluster that breaks a rule', async () => {
      const broken = clusterWith({
        metadata: { annotations: { [purpose]: 'production' } },
        spec: { version: 'latest' },
      });
      const path = `${ALL}/${broken.metadata.name}`;
      const { warnings } = await users.person.request('POST', ALL, broken);
      expect(warnings).toHaveLength(2);
      const { body } = await admin.request<DpuCluster>('GET', path);
      const change = { spec: { maxNodes: 3 } };
      for (const answer of [
        await users.person.request('PUT', path, {
          ...body,
          spec: { ...body.spec, maxNodes: 2 },
        }),
        await users.person.request('PATCH', path, change, MERGE_PATCH),
      ]) {
        expect(answer).toMatchObject({ status: 200, warnings: [] });
      }
      await remove(broken.metadata.name);
    });
  });

  describe('with deploy/charts/dpf-portal/admission-deny.yaml', () => {
    let old = '';

    beforeAll(async () => {
      const broken = clusterWith({
        metadata: { annotations: { [purpose]: 'production' } },
        spec: { version: 'latest' },
      });
      await users.person.request('POST', ALL, broken);
      old = broken.metadata.name;
      await lab.api.denySettings();
    });

    it('deny what gives rights as before', async () => {
      await expectRights();
    });

    it('deny deletions as before', async () => {
      await expectDeletion();
    });

    it('deny every other setting', async () => {
      for (const rule of SETTINGS_RULES) {
        await expectKept(rule);
        await expectRefused(rule);
      }
    });

    it('let a cluster that broke a rule before be changed elsewhere, and deleted', async () => {
      const path = `${ALL}/${old}`;
      const change = { spec: { maxNodes: 3 } };
      for (const answer of [
        await users.person.request('PATCH', path, change, MERGE_PATCH),
        await users.person.request('DELETE', path),
      ]) {
        expect(answer).toMatchObject({ status: 200, warnings: [] });
      }
    });
  });

  it('name themselves in what they refuse', async () => {
    const { message } = (await write(RIGHTS_RULES[0], RIGHTS_RULES[0].broken))
      .body;
    expect(message).toContain(RIGHTS);
  });
});
