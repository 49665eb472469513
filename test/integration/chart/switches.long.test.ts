import { CONTROLLER_ROLES, RIGHTS_VALUES } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { CHART, ChartValues, Helm, namesOf } from '../../chart/Helm';
import { describeWithHelm } from '../../chart/describeWithHelm';

const PACKAGE = path.resolve(
  __dirname,
  '../../../packages/dpf-controllers/package.json',
);

/** Everything on, with the namespaces, roles and addresses of the plain files. */
const EVERYTHING: ChartValues = {
  namespaces: { createDpf: true },
  portal: {
    rights: { request: true, credentials: true, uploads: true },
    users: ['dpf-portal'],
  },
  controllers: {
    enabled: true,
    roles: { kamaji: true, static: true, provisioning: true },
    users: ['dpf-controllers'],
  },
  admission: {
    rights: { enabled: true },
    settings: { enabled: true, mode: 'Deny' },
  },
  monitoring: {
    alerts: { enabled: true },
    alertsControllers: { enabled: true },
    podMonitor: { enabled: true },
  },
};

/** The objects of the plain files, which kubectl and the local cluster apply. */
function plainObjects(): KubeObject[] {
  return fs
    .readdirSync(CHART, { recursive: true, encoding: 'utf8' })
    .filter(
      file =>
        file.endsWith('.yaml') &&
        !/^(templates|examples|values|Chart)/.test(file),
    )
    .flatMap(file =>
      parseAllDocuments(fs.readFileSync(path.join(CHART, file), 'utf8')),
    )
    .map((document): KubeObject => document.toJS());
}

/** An object without what the chart adds: its labels, and annotations that keep namespaces. */
function withoutMarks(object: KubeObject): object {
  const { labels, annotations, ...metadata } = object.metadata;
  const subjects =
    'subjects' in object && Array.isArray(object.subjects)
      ? { subjects: [...object.subjects].sort(byKind) }
      : {};
  return { ...object, metadata, ...subjects };
}

function byKind(a: { kind: string }, b: { kind: string }): number {
  return a.kind.localeCompare(b.kind);
}

describeWithHelm('The chart', () => {
  const helm = new Helm();

  afterAll(() => helm.remove());

  /** What a value adds to the chart with its default values, or takes away from it. */
  async function difference(values: ChartValues) {
    const [before, after] = await Promise.all([
      helm.template(),
      helm.template(values),
    ]);
    const [had, has] = [namesOf(before), namesOf(after)];
    return {
      more: has.filter(name => !had.includes(name)),
      less: had.filter(name => !has.includes(name)),
    };
  }

  it('passes helm lint, with its default values and with everything', async () => {
    for (const values of [{}, EVERYTHING]) {
      const { code, stdout } = await helm.runWith(
        values,
        ...['lint', '--strict', CHART],
      );
      expect(stdout).toContain('0 chart(s) failed');
      expect(code).toBe(0);
    }
  });

  it('only lets the portal look by default', async () => {
    expect(namesOf(await helm.template())).toEqual([
      'ClusterRole dpf-portal-read-only',
      'ClusterRoleBinding dpf-portal-read-only',
      'Namespace dpf-clusters',
      'Namespace dpf-uploads',
      'ResourceQuota dpf-uploads/dpf-uploads',
      'Role dpf-operator-system/dpf-portal-read-only',
      'RoleBinding dpf-operator-system/dpf-portal-read-only',
      'ServiceAccount dpf-portal/dpf-portal',
    ]);
  });

  it('has each object of the plain files, and no other right or rule', async () => {
    const rendered = await helm.template(EVERYTHING);
    const plain = plainObjects().filter(
      // Made by `helm install --create-namespace`.
      ({ kind, metadata }) =>
        kind !== 'Namespace' || metadata.name !== 'dpf-portal',
    );
    expect(namesOf(rendered)).toEqual(namesOf(plain));
    for (const object of plain) {
      const [name] = namesOf([object]);
      const same = rendered.find(one => namesOf([one])[0] === name);
      if (object.kind === 'Deployment') {
        continue;
      }
      expect(withoutMarks(same ?? object)).toEqual(withoutMarks(object));
    }
  });

  it.each<{
    what: string;
    values: ChartValues;
    more?: string[];
    less?: string[];
  }>([
    {
      what: 'namespaces.create',
      values: { namespaces: { create: false } },
      less: [
        'Namespace dpf-clusters',
        'Namespace dpf-uploads',
        'ResourceQuota dpf-uploads/dpf-uploads',
      ],
    },
    {
      what: 'namespaces.createDpf',
      values: { namespaces: { createDpf: true } },
      more: ['Namespace dpf-operator-system'],
    },
    {
      what: 'portal.enabled',
      values: { portal: { enabled: false, rights: { request: true } } },
      less: [
        'ClusterRole dpf-portal-read-only',
        'ClusterRoleBinding dpf-portal-read-only',
        'Role dpf-operator-system/dpf-portal-read-only',
        'RoleBinding dpf-operator-system/dpf-portal-read-only',
        'ServiceAccount dpf-portal/dpf-portal',
      ],
    },
    {
      what: 'portal.rights.observe',
      values: { portal: { rights: { observe: false } } },
      less: [
        'ClusterRole dpf-portal-read-only',
        'ClusterRoleBinding dpf-portal-read-only',
        'Role dpf-operator-system/dpf-portal-read-only',
        'RoleBinding dpf-operator-system/dpf-portal-read-only',
      ],
    },
    {
      what: 'portal.rights.request',
      values: { portal: { rights: { request: true } } },
      more: [
        'ClusterRole dpf-portal',
        'ClusterRole dpf-portal-reservations',
        'ClusterRoleBinding dpf-portal',
        'RoleBinding dpf-clusters/dpf-portal-reservations',
      ],
    },
    {
      what: 'portal.rights.credentials',
      values: { portal: { rights: { credentials: true } } },
      more: [
        'ClusterRole dpf-portal-credentials',
        'RoleBinding dpf-clusters/dpf-portal-credentials',
      ],
    },
    {
      what: 'portal.rights.uploads',
      values: { portal: { rights: { request: true, uploads: true } } },
      more: [
        'ClusterRole dpf-portal',
        'ClusterRole dpf-portal-reservations',
        'ClusterRole dpf-portal-secrets',
        'ClusterRoleBinding dpf-portal',
        'RoleBinding dpf-clusters/dpf-portal-reservations',
        'RoleBinding dpf-clusters/dpf-portal-secrets',
        'RoleBinding dpf-uploads/dpf-portal-secrets',
      ],
    },
    {
      what: 'portal.serviceAccount.create',
      values: { portal: { serviceAccount: { create: false } } },
      less: ['ServiceAccount dpf-portal/dpf-portal'],
    },
    {
      what: 'portal.serviceAccount.tokenSecret',
      values: { portal: { serviceAccount: { tokenSecret: true } } },
      more: ['Secret dpf-portal/dpf-portal-token'],
    },
    {
      what: 'controllers.enabled and one role',
      values: { controllers: { enabled: true, roles: { static: true } } },
      more: [
        'ClusterRole dpf-controllers',
        'ClusterRole dpf-controllers-secrets',
        'ClusterRole dpf-controllers-static',
        'ClusterRoleBinding dpf-controllers',
        'ClusterRoleBinding dpf-controllers-static',
        'Deployment dpf-operator-system/dpf-controllers',
        'PodDisruptionBudget dpf-operator-system/dpf-controllers',
        'Role dpf-operator-system/dpf-controllers',
        'RoleBinding dpf-clusters/dpf-controllers-secrets',
        'RoleBinding dpf-operator-system/dpf-controllers',
        'ServiceAccount dpf-operator-system/dpf-controllers',
      ],
    },
    {
      what: 'controllers.deployment.enabled',
      values: {
        controllers: {
          enabled: true,
          roles: { kamaji: true },
          deployment: { enabled: false },
        },
      },
      more: [
        'ClusterRole dpf-controllers',
        'ClusterRole dpf-controllers-kamaji',
        'ClusterRole dpf-controllers-secrets',
        'ClusterRoleBinding dpf-controllers',
        'ClusterRoleBinding dpf-controllers-kamaji',
        'Role dpf-operator-system/dpf-controllers',
        'RoleBinding dpf-clusters/dpf-controllers-secrets',
        'RoleBinding dpf-operator-system/dpf-controllers',
        'ServiceAccount dpf-operator-system/dpf-controllers',
      ],
    },
    {
      what: 'admission.rights',
      values: { admission: { rights: { enabled: true } } },
      more: [
        'ValidatingAdmissionPolicy dpf-portal-dpuclusters-deletion',
        'ValidatingAdmissionPolicy dpf-portal-dpuclusters-rights',
        'ValidatingAdmissionPolicyBinding dpf-portal-dpuclusters-deletion',
        'ValidatingAdmissionPolicyBinding dpf-portal-dpuclusters-rights',
      ],
    },
    {
      what: 'admission.settings',
      values: { admission: { settings: { enabled: true } } },
      more: [
        'ValidatingAdmissionPolicy dpf-portal-dpuclusters-dpusets',
        'ValidatingAdmissionPolicy dpf-portal-dpuclusters-labels',
        'ValidatingAdmissionPolicy dpf-portal-dpuclusters-settings',
        'ValidatingAdmissionPolicyBinding dpf-portal-dpuclusters-dpusets',
        'ValidatingAdmissionPolicyBinding dpf-portal-dpuclusters-labels',
        'ValidatingAdmissionPolicyBinding dpf-portal-dpuclusters-settings',
      ],
    },
    {
      what: 'monitoring.alerts',
      values: { monitoring: { alerts: { enabled: true } } },
      more: ['PrometheusRule dpf-operator-system/dpu-clusters'],
    },
    {
      what: 'monitoring.alertsControllers',
      values: { monitoring: { alertsControllers: { enabled: true } } },
      more: ['PrometheusRule dpf-operator-system/dpf-controllers'],
    },
    {
      what: 'monitoring.podMonitor',
      values: { monitoring: { podMonitor: { enabled: true } } },
      more: ['PodMonitor dpf-operator-system/dpf-controllers'],
    },
    {
      what: 'monitoring.dashboard',
      values: { monitoring: { dashboard: { enabled: true } } },
      more: ['ConfigMap dpf-operator-system/dpf-portal-dashboard'],
    },
  ])('has what $what says', async ({ values, more = [], less = [] }) => {
    expect(await difference(values)).toEqual({ more, less });
  });

  it('denies settings by the same object as admission-deny.yaml', async () => {
    const inMode = (mode: string) =>
      helm.template({ admission: { settings: { enabled: true, mode } } });
    const [warns, denies] = await Promise.all(['Warn', 'Deny'].map(inMode));
    const added = denies.filter(
      object => !namesOf(warns).includes(namesOf([object])[0]),
    );
    expect(added.map(withoutMarks)).toEqual([
      parse(fs.readFileSync(path.join(CHART, 'admission-deny.yaml'), 'utf8')),
    ]);
  });

  it('keeps namespaces from deletion', async () => {
    const namespaces = (await helm.template(EVERYTHING)).filter(
      ({ kind }) => kind === 'Namespace',
    );
    expect(namespaces.map(({ metadata }) => metadata.annotations)).toEqual(
      namespaces.map(() => ({
        'helm.sh/resource-policy': 'keep',
        'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
      })),
    );
  });

  it('binds Secrets in each namespace with clusters, and reservations in the first', async () => {
    const rendered = await helm.template({
      ...EVERYTHING,
      namespaces: { clusters: ['dpus', 'team-a'], uploads: 'waiting' },
    });
    expect(
      namesOf(rendered).filter(name =>
        /^(RoleBinding .*(secrets|credentials|reservations)|Namespace)/.test(
          name,
        ),
      ),
    ).toEqual([
      'Namespace dpus',
      'Namespace team-a',
      'Namespace waiting',
      'RoleBinding dpus/dpf-controllers-secrets',
      'RoleBinding dpus/dpf-portal-credentials',
      'RoleBinding dpus/dpf-portal-reservations',
      'RoleBinding dpus/dpf-portal-secrets',
      'RoleBinding team-a/dpf-controllers-secrets',
      'RoleBinding team-a/dpf-portal-credentials',
      'RoleBinding team-a/dpf-portal-secrets',
      'RoleBinding waiting/dpf-portal-secrets',
    ]);
  });

  it('moves to the namespaces of DPF, Kamaji and the portal', async () => {
    const rendered = await helm.template({
      ...EVERYTHING,
      namespaces: {
        dpf: 'dpf-elsewhere',
        kamaji: 'kamaji-elsewhere',
        portal: 'backstage',
      },
      portal: {
        ...Object(EVERYTHING.portal),
        serviceAccount: { create: false, name: 'backstage-backend' },
      },
    });
    const text = JSON.stringify(rendered);
    expect(text).not.toContain('dpf-operator-system');
    expect(text).not.toContain('kamaji-system');
    expect(text).toContain('--leader-election-namespace=dpf-elsewhere');
    expect(text).toContain(
      'system:serviceaccount:kamaji-elsewhere:kamaji-controller-manager',
    );
    expect(text).toContain(
      '{"kind":"ServiceAccount","name":"backstage-backend","namespace":"backstage"}',
    );
  });

  it('binds users only where the values name them', async () => {
    const rendered = await helm.template({
      ...EVERYTHING,
      portal: { rights: { request: true } },
      controllers: { enabled: true, roles: { kamaji: true } },
    });
    expect(JSON.stringify(rendered)).not.toContain('"kind":"User"');
  });

  it('runs the roles that have rights, and no other', async () => {
    const rendered = await helm.template({
      controllers: {
        enabled: true,
        roles: { kamaji: true, provisioning: true },
        extraArgs: ['--kubernetes-version=v1.33.2'],
        image: { repository: 'registry.example.com/dpf-controllers', tag: '1' },
        replicas: 3,
        nodeSelector: { zone: 'a' },
        podAnnotations: { note: 'b' },
      },
    });
    const deployment = rendered.find(({ kind }) => kind === 'Deployment');
    expect(deployment).toMatchObject({
      spec: {
        replicas: 3,
        selector: {
          matchLabels: { 'app.kubernetes.io/name': 'dpf-controllers' },
        },
        template: {
          metadata: { annotations: { note: 'b' } },
          spec: {
            nodeSelector: { zone: 'a' },
            containers: [
              {
                image: 'registry.example.com/dpf-controllers:1',
                args: [
                  '--roles=kamaji=auto,provisioning=auto,static=disabled',
                  '--metrics-bind-address=:8080',
                  '--health-probe-bind-address=:8081',
                  '--kubernetes-version=v1.33.2',
                ],
                securityContext: { readOnlyRootFilesystem: true },
              },
            ],
          },
        },
      },
    });
    expect(
      namesOf(rendered).filter(name =>
        name.startsWith('ClusterRoleBinding dpf-controllers-'),
      ),
    ).toEqual([
      'ClusterRoleBinding dpf-controllers-kamaji',
      'ClusterRoleBinding dpf-controllers-provisioning',
    ]);
  });

  it('has the Deployment of the plain file with its default values', async () => {
    const isDeployment = ({ kind }: KubeObject) => kind === 'Deployment';
    const [plain] = plainObjects().filter(isDeployment);
    const [rendered] = (await helm.template(EVERYTHING)).filter(isDeployment);
    const comparable = (object: KubeObject) =>
      JSON.stringify(withoutMarks(object))
        .replace(/--roles=[^"]+/, roles =>
          roles
            .split(/[=,](?=\w+=)/)
            .sort()
            .join(','),
        )
        .replace(/"imagePullPolicy":"IfNotPresent",?/, '');
    expect(parse(comparable(rendered))).toEqual(parse(comparable(plain)));
  });

  it.each([
    ['below the list', undefined, 'https://p/c'],
    ['elsewhere', 'https://p/one', 'https://p/one'],
  ])(
    'sets the addresses, the labels and the name by which a site monitors, with pages of clusters %s',
    async (_, given, clusters) => {
      const rendered = await helm.template({
        monitoring: {
          labels: { release: 'prometheus' },
          alerts: {
            enabled: true,
            pages: 'https://p/c',
            ...(given && { clusters: given }),
            runbook: 'https://p/r',
          },
          podMonitor: { enabled: true, managementCluster: 'site-a' },
        },
      });
      const of = (kind: string) => rendered.find(one => one.kind === kind);
      expect(of('PrometheusRule')).toMatchObject({
        metadata: { labels: { release: 'prometheus' } },
        spec: {
          groups: expect.arrayContaining([
            expect.objectContaining({
              rules: [
                expect.objectContaining({
                  labels: {
                    pages: 'https://p/c',
                    clusters,
                    runbook: 'https://p/r',
                  },
                }),
              ],
            }),
          ]),
        },
      });
      expect(of('PodMonitor')).toMatchObject({
        metadata: { labels: { release: 'prometheus' } },
        spec: {
          podMetricsEndpoints: [
            {
              port: 'metrics',
              relabelings: [
                { targetLabel: 'management_cluster', replacement: 'site-a' },
              ],
            },
          ],
        },
      });
    },
  );

  it.each<[string, ChartValues, string]>([
    [
      'uploads without requests',
      { portal: { rights: { uploads: true } } },
      'portal.rights.uploads needs portal.rights.request',
    ],
    [
      'requests of a portal that sees nothing',
      { portal: { rights: { observe: false, request: true } } },
      'need portal.rights.observe',
    ],
    [
      'controllers without a role',
      { controllers: { enabled: true } },
      'controllers.enabled needs a role',
    ],
    [
      'clusters among DPF’s own Secrets',
      { namespaces: { clusters: ['dpf-operator-system'] } },
      'namespaces.clusters must not name dpf-operator-system',
    ],
    [
      'a mode that is none',
      { admission: { settings: { mode: 'Audit' } } },
      'mode',
    ],
    [
      'a value that does not exist',
      { portal: { rights: { requests: true } } },
      'requests',
    ],
  ])('rejects %s, and says why', async (_what, values, reason) => {
    const { code, stderr } = await helm.runWith(
      values,
      ...['template', 'dpf-portal', CHART, '--kube-version', '1.30.0'],
    );
    expect(code).not.toBe(0);
    expect(stderr).toContain(reason);
  });

  it('has a value for each file of rights, and the doctor names it', () => {
    const values = parse(
      fs.readFileSync(path.join(CHART, 'values.yaml'), 'utf8'),
    );
    expect(fs.readdirSync(path.join(CHART, 'rbac')).sort()).toEqual(
      Object.keys(RIGHTS_VALUES).sort(),
    );
    for (const name of Object.values(RIGHTS_VALUES)) {
      const value = name
        .split('.')
        .reduce((within, key) => within?.[key], values);
      expect([name, typeof value]).toEqual([name, 'boolean']);
    }
    expect(Object.keys(values.controllers.roles).sort()).toEqual(
      [...CONTROLLER_ROLES].sort(),
    );
  });

  it('has the version of the packages', () => {
    const chart = parse(
      fs.readFileSync(path.join(CHART, 'Chart.yaml'), 'utf8'),
    );
    const { version } = JSON.parse(fs.readFileSync(PACKAGE, 'utf8'));
    expect([chart.version, chart.appVersion]).toEqual([version, version]);
  });
});
