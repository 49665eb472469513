import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  PORTAL_ANNOTATIONS,
  expiryTime,
  interfaceProblem,
  internalFinalizer,
  requestedLabelsProblem,
  versionProblem,
  vipProblem,
} from '@dpf-portal/dpf-model';
import {
  FREE_LABEL_KEYS,
  MALFORMED_TIMES,
  RESERVED_LABEL_KEYS,
  UNUSABLE_INTERFACES,
  UNUSABLE_VIPS,
  USABLE_INTERFACES,
  USABLE_VIPS,
  WELL_FORMED_TIMES,
} from '@dpf-portal/test-support';
import {
  clusterDefinition,
  definitionsOf,
} from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { PlainClient } from '../../management/PlainClient';
import { clusterWriters } from '../../management/clusterWriters';

const NAMESPACE = 'team-a';
const MERGE_PATCH = 'application/merge-patch+json';
const GROUPS = Object.values(DPU_CLUSTER_GROUPS);

const WRITERS = {
  person: 'mallory',
  vendor:
    'system:serviceaccount:dpf-operator-system:kamaji-cm-controller-manager',
  kamaji: 'system:serviceaccount:kamaji-system:kamaji-controller-manager',
  controllers: 'dpf-controllers',
  /** A service account in a team's namespace with a name similar to DPF's. */
  stranger: 'system:serviceaccount:dpf-operator-system-2:manager',
};

/** With the settings denied, too. What is only warned of by default: modes.test.ts. What DPF does: dpfCourses.test.ts. */
describe('The admission policies', () => {
  let lab: Lab;
  let person: PlainClient;
  let vendor: PlainClient;
  let kamaji: PlainClient;
  let controllers: PlainClient;
  let stranger: PlainClient;
  let portal: PlainClient;
  let admin: PlainClient;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf(
        'dpf-24.10',
        GROUPS.map(each =>
          clusterDefinition(each, {
            version: 'spec',
            maxNodes: 3000,
            nodesCount: true,
          }),
        ),
      ),
    });
    ({ person, vendor, kamaji, controllers, stranger } = await clusterWriters(
      lab,
      WRITERS,
    ));
    portal = await PlainClient.fromKubeconfig(
      await lab.cluster.addUser({ name: 'dpf-portal' }),
    );
    await lab.api.policyInForce();
    await lab.api.denySettings();
    admin = await PlainClient.fromKubeconfig(
      lab.cluster.kubeConfig.exportConfig(),
    );
  });
  afterAll(async () => {
    [person, vendor, kamaji, controllers, stranger, portal, admin].forEach(
      client => client?.close(),
    );
    await lab?.stop();
  });

  describe.each(GROUPS)('for %s', group => {
    const all = `/apis/${group}/v1alpha1/namespaces/${NAMESPACE}/dpuclusters`;
    const pathOf = (name: string) => `${all}/${name}`;
    let number = 0;

    function cluster(
      name: string,
      change: {
        annotations?: Record<string, string>;
        labels?: Record<string, string>;
        spec?: Partial<DpuCluster['spec']>;
      } = {},
    ): DpuCluster {
      number++;
      const base = kamajiCluster(name, {
        vip: `10.66.71.${number}`,
        virtualRouterID: number,
      });
      const { spec, ...metadata } = change;
      return {
        ...base,
        apiVersion: `${group}/v1alpha1`,
        metadata: { name, ...metadata },
        spec: { ...base.spec, ...spec },
      };
    }
    const make = async (by: PlainClient, wanted: DpuCluster) => {
      const answer = await by.request<DpuCluster>('POST', all, wanted);
      expect(answer).toMatchObject({ status: 201, warnings: [] });
      return answer.body;
    };
    const patch = (by: PlainClient, name: string, change: object) =>
      by.request<DpuCluster & { message?: string }>(
        'PATCH',
        pathOf(name),
        change,
        MERGE_PATCH,
      );
    const get = async (name: string) =>
      (await admin.request<DpuCluster>('GET', pathOf(name))).body;

    describe('an annotation of the portal', () => {
      const PORTALS = [
        [DPF_ANNOTATIONS.owner, 'group:default/team-a'],
        [DPF_ANNOTATIONS.requestedBy, 'user:default/ann'],
        [DPF_ANNOTATIONS.requestId, 'task-1'],
        [DPF_ANNOTATIONS.requestDigest, '0'.repeat(64)],
        [DPF_ANNOTATIONS.locked, 'user:default/ann: Production.'],
      ] as const;
      const given = Object.fromEntries(PORTALS);
      const annotate = (name: string, value: string | null) => ({
        metadata: { annotations: { [name]: value } },
      });

      it('is set, changed and removed by nobody else, controllers included', async () => {
        expect(PORTALS.map(([name]) => name)).toEqual(PORTAL_ANNOTATIONS);
        await make(person, cluster('plain'));
        await make(portal, cluster('asked-for', { annotations: given }));
        for (const by of [person, kamaji, controllers]) {
          for (const [name, value] of PORTALS) {
            const wanted = cluster('refused', {
              annotations: { [name]: value },
            });
            for (const answer of [
              await by.request('POST', all, wanted),
              await patch(by, 'plain', annotate(name, value)),
              await patch(by, 'asked-for', annotate(name, `${value}-2`)),
              await patch(by, 'asked-for', annotate(name, null)),
            ]) {
              expect(answer.status).toBe(403);
              expect(answer.body.message).toContain(name);
            }
          }
        }
        expect((await get('asked-for')).metadata.annotations).toEqual(given);
        for (const [name, value] of PORTALS) {
          for (const next of [`${value}-2`, null]) {
            const { status } = await patch(
              portal,
              'asked-for',
              annotate(name, next),
            );
            expect(status).toBe(200);
          }
        }
      });
    });

    describe('an annotation that anybody may set', () => {
      const { expires, pausedUntil, purpose, templateRef } = DPF_ANNOTATIONS;
      const statusOf = async (name: string, value: string) => {
        const answers = [
          await person.request(
            'POST',
            `${all}?dryRun=All`,
            cluster('annotated-anew', { annotations: { [name]: value } }),
          ),
          await patch(person, 'annotated', {
            metadata: { annotations: { [name]: value } },
          }),
        ];
        return answers.map(({ status }) => status);
      };

      it('is well formed, or is not taken', async () => {
        await make(person, cluster('annotated'));
        expect(MALFORMED_TIMES.filter(text => expiryTime(text))).toEqual([]);
        expect(WELL_FORMED_TIMES.filter(text => !expiryTime(text))).toEqual([]);
        const malformed = [
          ...MALFORMED_TIMES.flatMap(text => [
            [expires, text],
            [pausedUntil, text],
          ]),
          [pausedUntil, '2026-11-26'],
          [expires, '2026-11-31'],
          [expires, '2026-1-1'],
          [purpose, 'production'],
          [purpose, 'dev\n'],
          [templateRef, 'mailto:a@example.com'],
          [templateRef, 'a b'],
        ];
        for (const [name, value] of malformed) {
          expect([name, value, ...(await statusOf(name, value))]).toEqual([
            name,
            value,
            422,
            422,
          ]);
        }
        const wellFormed = [
          ...WELL_FORMED_TIMES.flatMap(text => [
            [expires, text],
            [pausedUntil, text],
          ]),
          [expires, '2028-02-29'],
          [purpose, 'prod'],
          [templateRef, 'template:default/dpu-cluster-kamaji'],
          ['example.com/expires', 'tomorrow'],
        ];
        for (const [name, value] of wellFormed) {
          expect([name, value, ...(await statusOf(name, value))]).toEqual([
            name,
            value,
            201,
            200,
          ]);
        }
        for (const name of [expires, pausedUntil, purpose, templateRef]) {
          const { status } = await patch(person, 'annotated', {
            metadata: { annotations: { [name]: null } },
          });
          expect(status).toBe(200);
        }
      });
    });

    describe('the version', () => {
      const named = (type: string, version: string, name = 'versioned-anew') =>
        cluster(name, {
          spec: {
            type,
            version,
            ...(type === 'kamaji' ? {} : { clusterEndpoint: undefined }),
          },
        });

      it('of a kamaji cluster is one that a request may ask for', async () => {
        for (const [version, status] of [
          ['v1.34.1', 201],
          ['v1.34.1; reboot', 422],
          ['v1.34.1+k3s1', 422],
          ['1.34.1', 422],
          ['', 422],
        ] as const) {
          const wanted = named('kamaji', version);
          const answer = await person.request(
            'POST',
            `${all}?dryRun=All`,
            wanted,
          );
          expect([version, answer.status]).toEqual([version, status]);
          expect(versionProblem(version) === undefined).toBe(status === 201);
        }
        await make(person, named('kamaji', 'v1.33.0', 'versioned'));
        for (const [version, status] of [
          ['v1.34.1\nreboot', 422],
          ['v1.34.1', 200],
        ] as const) {
          const answer = await patch(person, 'versioned', {
            spec: { version },
          });
          expect([version, answer.status]).toEqual([version, status]);
        }
      });

      it('of a cluster that was brought along is one that servers have', async () => {
        for (const [version, status] of [
          ['v1.34.1', 201],
          ['v1.34.1+k3s1', 201],
          ['v1.30.4-eks-a737599', 201],
          ['v1.34.1; reboot', 422],
          ['v1.34.1+$(reboot)', 422],
        ] as const) {
          for (const type of ['static', 'example.com/simulated']) {
            const answer = await person.request(
              'POST',
              `${all}?dryRun=All`,
              named(type, version),
            );
            expect([version, answer.status]).toEqual([version, status]);
          }
        }
      });
    });

    it('lets nobody but DPF have rights on nodes by a crafted endpoint, version or type', async () => {
      await make(portal, cluster('crafted'));
      const before = await get('crafted');
      const endpoint = before.spec.clusterEndpoint?.keepalived;
      const withKeepalived = (keepalived: object) => ({
        clusterEndpoint: { keepalived: { ...endpoint, ...keepalived } },
      });
      const crafted = [
        withKeepalived({ interface: 'eth0"\n  hostPID: true' }),
        withKeepalived({ vip: '10.66.66.66"' }),
        withKeepalived({ vip: '169.254.169.254' }),
        withKeepalived({ nodeSelector: { a: 'x"\n' } }),
        { version: 'v1.34.1; reboot' },
        { type: 'kamaji\n' },
      ];
      for (const by of [person, kamaji, controllers, portal, admin]) {
        for (const spec of crafted) {
          const wanted = cluster('refused');
          const created = await by.request('POST', all, {
            ...wanted,
            spec: { ...wanted.spec, ...spec },
          });
          const changed = await patch(by, 'crafted', { spec });
          expect([created.status, changed.status]).toEqual([422, 422]);
        }
      }
      expect((await get('crafted')).spec).toEqual(before.spec);
    });

    describe('the owner', () => {
      const owned = (owner: string | null) => ({
        metadata: { annotations: { [DPF_ANNOTATIONS.owner]: owner } },
      });

      it('is set, changed and removed by the portal alone', async () => {
        const given = { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' };
        const refused = await person.request(
          'POST',
          all,
          cluster('mine', { annotations: given }),
        );
        expect(refused.status).toBe(403);
        expect(refused.body.message).toContain('Only the portal may set');

        await make(portal, cluster('theirs', { annotations: given }));
        for (const owner of ['group:default/team-b', '', null]) {
          expect((await patch(person, 'theirs', owned(owner))).status).toBe(
            403,
          );
        }
        expect((await get('theirs')).metadata.annotations).toMatchObject(given);
        expect(
          (await patch(portal, 'theirs', owned('group:default/team-b'))).status,
        ).toBe(200);
      });

      it('stays out of the way of every other change', async () => {
        await make(
          portal,
          cluster('owned', {
            annotations: { [DPF_ANNOTATIONS.owner]: 'user:default/ann' },
          }),
        );
        const changed = await patch(person, 'owned', {
          metadata: { annotations: { note: 'mine' } },
          spec: { maxNodes: 5 },
        });
        expect(changed).toMatchObject({ status: 200, warnings: [] });
      });
    });

    it('does not let the type be changed', async () => {
      await make(person, cluster('typed'));
      for (const type of ['static', 'example.com/other']) {
        const { status, body } = await patch(person, 'typed', {
          spec: { type },
        });
        expect(status).toBe(422);
        expect(body.message).toContain('spec.type cannot be changed');
      }
      expect((await get('typed')).spec.type).toBe('kamaji');
    });

    it('lets the kubeconfig be set once, and neither changed nor removed', async () => {
      await make(person, cluster('once'));
      const kubeconfig = (name: string | null) => ({
        spec: { kubeconfig: name },
      });
      expect(
        (await patch(person, 'once', kubeconfig('../other/admin'))).status,
      ).toBe(422);
      expect((await patch(person, 'once', kubeconfig('first'))).status).toBe(
        200,
      );
      for (const name of ['second', '', null]) {
        expect((await patch(person, 'once', kubeconfig(name))).status).toBe(
          422,
        );
      }
      expect((await get('once')).spec.kubeconfig).toBe('first');
    });

    it('does not let a cluster be deleted while it counts DPUs, one by one or all at once', async () => {
      await make(person, cluster('counted'));
      const count = (nodesCount: number) =>
        vendor.request(
          'PATCH',
          `${pathOf('counted')}/status`,
          { status: { nodesCount } },
          MERGE_PATCH,
        );
      expect((await count(3)).status).toBe(200);
      const collection = `${all}?fieldSelector=metadata.name%3Dcounted`;
      for (const path of [pathOf('counted'), collection]) {
        const { status, body } = await person.request('DELETE', path);
        expect(status).toBe(403);
        expect(body.message).toContain('3 DPUs still belong to this cluster');
      }
      expect((await get('counted')).metadata.deletionTimestamp).toBeUndefined();
      expect((await count(0)).status).toBe(200);
      expect((await person.request('DELETE', pathOf('counted'))).status).toBe(
        200,
      );
    });

    it('lets nobody delete a locked cluster, and says who locked it and why', async () => {
      const { locked } = DPF_ANNOTATIONS;
      const lock = (value: string | null) =>
        patch(portal, 'locked', {
          metadata: { annotations: { [locked]: value } },
        });
      await make(person, cluster('locked'));
      const collection = `${all}?fieldSelector=metadata.name%3Dlocked`;
      for (const [value, said] of [
        [
          'user:default/ann: Production until May.',
          '(user:default/ann: Production until May.)',
        ],
        ['', '(annotation dpf-portal.io/locked)'],
        ['a\nb', '(annotation dpf-portal.io/locked)'],
        ['x'.repeat(5_000), '(annotation dpf-portal.io/locked)'],
      ]) {
        expect((await lock(value)).status).toBe(200);
        for (const [by, path] of [
          [portal, pathOf('locked')],
          ...[person, controllers, admin].flatMap(
            one =>
              [
                [one, pathOf('locked')],
                [one, collection],
              ] as const,
          ),
        ] as const) {
          const { status, body } = await by.request('DELETE', path);
          expect(status).toBe(403);
          expect(body.message).toContain(
            `This cluster is locked against deletion ${said}. Unlock it in the portal first.`,
          );
        }
      }
      expect((await get('locked')).metadata.deletionTimestamp).toBeUndefined();
      expect((await lock(null)).status).toBe(200);
      expect((await person.request('DELETE', pathOf('locked'))).status).toBe(
        200,
      );
    });

    it('finishes the deletion of a cluster that was locked after it had begun', async () => {
      const name = 'locked-late';
      await make(controllers, {
        ...cluster(name),
        metadata: {
          ...cluster(name).metadata,
          finalizers: [internalFinalizer(group)],
        },
      });
      expect((await person.request('DELETE', pathOf(name))).status).toBe(200);
      await patch(portal, name, {
        metadata: { annotations: { [DPF_ANNOTATIONS.locked]: 'late' } },
      });
      expect((await person.request('DELETE', pathOf(name))).status).toBe(200);
      const { status } = await patch(controllers, name, {
        metadata: { finalizers: null },
      });
      expect(status).toBe(200);
      expect((await admin.request('GET', pathOf(name))).status).toBe(404);
    });

    it('takes the VIPs that requests take, and no others', async () => {
      const statusOf = async (vip: string) => {
        const wanted = cluster('addressed');
        const keepalived = {
          interface: 'br-dpu',
          virtualRouterID: 1,
          vip,
        };
        const { status } = await person.request('POST', `${all}?dryRun=All`, {
          ...wanted,
          spec: { ...wanted.spec, clusterEndpoint: { keepalived } },
        });
        return [vip, status];
      };
      for (const [vips, status] of [
        [USABLE_VIPS, 201],
        [UNUSABLE_VIPS, 422],
      ] as const) {
        for (const vip of vips) {
          expect(await statusOf(vip)).toEqual([vip, status]);
          expect(vipProblem(vip) === undefined).toBe(status === 201);
        }
      }
    });

    it('takes the interfaces that requests take, and no others', async () => {
      const answerTo = async (name: string) => {
        const wanted = cluster('wired');
        const keepalived = {
          interface: name,
          virtualRouterID: 1,
          vip: '10.66.66.66',
        };
        return person.request('POST', `${all}?dryRun=All`, {
          ...wanted,
          spec: { ...wanted.spec, clusterEndpoint: { keepalived } },
        });
      };
      for (const name of USABLE_INTERFACES) {
        expect(interfaceProblem(name)).toBeUndefined();
        expect([name, (await answerTo(name)).status]).toEqual([name, 201]);
      }
      for (const [name] of UNUSABLE_INTERFACES) {
        expect(interfaceProblem(name)).toBeDefined();
        expect([name, (await answerTo(name)).status]).toEqual([name, 422]);
      }
      expect(JSON.stringify(await answerTo('bond0.100@bond0'))).toContain(
        'leave out @bond0',
      );
    });

    describe('a reserved label', () => {
      const labels = (key: string, value: string | null) => ({
        metadata: { labels: { [key]: value } },
      });
      const each = (keys: readonly string[]) =>
        Object.fromEntries(keys.map(key => [key, 'x']));

      it('is neither set, changed nor removed by a person', async () => {
        await make(person, cluster('without', { labels: { zone: 'a' } }));
        await make(
          portal,
          cluster('with', { labels: each(RESERVED_LABEL_KEYS) }),
        );
        for (const key of RESERVED_LABEL_KEYS) {
          expect(requestedLabelsProblem({ [key]: null })).toContain('reserved');
          const wanted = cluster('refused', {
            labels: { zone: 'a', [key]: 'x' },
          });
          for (const answer of [
            await person.request('POST', all, wanted),
            await patch(person, 'without', labels(key, 'x')),
            await patch(person, 'with', labels(key, 'other')),
            await patch(person, 'with', labels(key, '')),
            await patch(person, 'with', labels(key, null)),
          ]) {
            expect(answer.status).toBe(403);
            expect(answer.body.message).toContain('reserved');
            expect(answer.body.message).toContain(key);
          }
        }
        expect((await get('with')).metadata.labels).toEqual(
          each(RESERVED_LABEL_KEYS),
        );
        expect((await get('without')).metadata.labels).toEqual({ zone: 'a' });
      });

      it('that is there already may be applied again unchanged', async () => {
        await make(
          portal,
          cluster('applied', { labels: each(RESERVED_LABEL_KEYS) }),
        );
        const live = await get('applied');
        const put = await person.request('PUT', pathOf('applied'), {
          ...live,
          spec: { ...live.spec, maxNodes: 5 },
        });
        expect(put).toMatchObject({ status: 200, warnings: [] });
        const patched = await patch(person, 'applied', {
          metadata: { labels: each(RESERVED_LABEL_KEYS) },
          spec: { maxNodes: 6 },
        });
        expect(patched).toMatchObject({ status: 200, warnings: [] });
      });

      it('is for DPF’s and Kamaji’s controllers, and for whoever may assign owners', async () => {
        await make(portal, cluster('steered'));
        for (const by of [vendor, kamaji, controllers, portal]) {
          for (const value of ['x', 'y', null]) {
            const change = each(RESERVED_LABEL_KEYS);
            const { status } = await patch(by, 'steered', {
              metadata: {
                labels: Object.fromEntries(
                  Object.keys(change).map(key => [key, value]),
                ),
              },
            });
            expect(status).toBe(200);
          }
        }
        const steered = await patch(
          stranger,
          'steered',
          labels('dpu.nvidia.com/cluster', 'x'),
        );
        expect(steered.status).toBe(403);
      });

      it('is none of those that a person may set, change and remove', async () => {
        await make(person, cluster('free', { labels: each(FREE_LABEL_KEYS) }));
        for (const key of FREE_LABEL_KEYS) {
          expect(requestedLabelsProblem({ [key]: null })).toBeUndefined();
          for (const value of ['y', null]) {
            expect(
              (await patch(person, 'free', labels(key, value))).status,
            ).toBe(200);
          }
        }
        expect((await get('free')).metadata.labels ?? {}).toEqual({});
      });

      it('is not hidden by a multitude of others', async () => {
        const many = each(
          Array.from({ length: 1000 }, (_, i) => `k8s-io-${i}.example.com/x`),
        );
        const { status } = await person.request(
          'POST',
          all,
          cluster('many', { labels: { ...many, 'k8s.io/x': 'x' } }),
        );
        expect([403, 422]).toContain(status);
      });
    });

    it('warns of an edit of the labels, and lets it happen', async () => {
      await make(person, cluster('labelled', { labels: { zone: 'a' } }));
      const labels = (zone: string | null) => ({
        metadata: { labels: { zone } },
      });
      for (const zone of ['b', null]) {
        const answer = await patch(person, 'labelled', labels(zone));
        expect(answer.status).toBe(200);
        expect(answer.warnings).toEqual([
          expect.stringContaining('The labels of this cluster have changed'),
        ]);
      }
      expect(
        await patch(person, 'labelled', { spec: { maxNodes: 3 } }),
      ).toEqual(expect.objectContaining({ status: 200, warnings: [] }));
    });

    it('does not hinder a manager of the vendor’s, who writes whole objects', async () => {
      await make(
        portal,
        cluster('managed', {
          annotations: { [DPF_ANNOTATIONS.owner]: 'user:default/ann' },
          labels: { zone: 'a' },
        }),
      );
      const put = async (
        change: (live: DpuCluster) => DpuCluster,
        sub = '',
      ) => {
        const answer = await vendor.request<DpuCluster>(
          'PUT',
          `${pathOf('managed')}${sub}`,
          change(await get('managed')),
        );
        expect(answer).toMatchObject({ status: 200, warnings: [] });
        return answer.body;
      };
      const finalizer = internalFinalizer(group);
      const held = await put(live => ({
        ...live,
        metadata: { ...live.metadata, finalizers: [finalizer] },
      }));
      expect(held.metadata.finalizers).toEqual([finalizer]);
      const creating = await put(
        live => ({ ...live, status: { ...live.status, phase: 'Creating' } }),
        '/status',
      );
      expect(creating.status?.phase).toBe('Creating');
      const named = await put(live => ({
        ...live,
        spec: { ...live.spec, kubeconfig: 'managed-admin-kubeconfig' },
      }));
      expect(named.spec.kubeconfig).toBe('managed-admin-kubeconfig');

      expect((await person.request('DELETE', pathOf('managed'))).status).toBe(
        200,
      );
      await put(live => ({
        ...live,
        metadata: { ...live.metadata, finalizers: [] },
      }));
      expect((await admin.request('GET', pathOf('managed'))).status).toBe(404);
    });
  });
});
