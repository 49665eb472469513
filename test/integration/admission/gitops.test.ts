import {
  DPF_ANNOTATIONS,
  Dpu,
  DpuCluster,
  Finding,
} from '@dpf-portal/dpf-model';
import { describeRequiring } from '../../describeUnless';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { kubeconfigSecret } from '../../fixtures/kubeconfigs';
import { Kubectl } from '../../management/Kubectl';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { UsersPortal } from '../../portal/UsersPortal';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'dpf-clusters';
const GROUP = 'provisioning.dpu.nvidia.com';
const RESOURCE = ManagementApi.resourceOf(GROUP);
const DPUS = { ...RESOURCE, plural: 'dpus', kind: 'DPU' };
const ANN = 'user:default/ann';
const OWNER = 'group:default/team-a';
const POLICY = 'dpf-portal-dpuclusters-rights';

describeRequiring(
  Kubectl.isHere() ? undefined : 'kubectl is not here',
  'kubectl and GitOps',
  () => {
    let lab: Lab;
    let portal: UsersPortal;
    let kubectl: Kubectl;

    beforeAll(async () => {
      lab = await Lab.start({ light: true });
      lab.startControllers();
      kubectl = new Kubectl(lab);
      portal = await UsersPortal.start({ lab, groups: { [ANN]: [OWNER] } });
      await lab.api.policyInForce();
    });
    afterAll(async () => {
      await portal?.stop();
      kubectl?.remove();
      await lab?.stop();
    });

    const live = (name: string) =>
      lab.api.client.get<DpuCluster>(RESOURCE, { namespace: NAMESPACE, name });

    /** A Ready cluster that the portal made. */
    async function ask(name: string): Promise<DpuCluster> {
      await lab.api.createSecret(NAMESPACE, {
        ...kubeconfigSecret(`${name}-secret`, {
          'admin.conf': lab.cluster.staticKubeconfig,
        }),
        metadata: {
          name: `${name}-secret`,
          annotations: { [DPF_ANNOTATIONS.owner]: OWNER },
        },
      });
      await portal
        .as(ANN)
        .post('/dpu-clusters', {
          requestId: `task-${name}`,
          name,
          type: 'static',
          kubeconfigSecret: `${name}-secret`,
          purpose: 'test',
          labels: { tier: 'gold' },
        })
        .expect(201);
      return lab.api.clusterReady(await live(name));
    }

    /** What a team keeps in its repository: nothing that the portal set. */
    function manifestOf(
      { metadata: { name }, spec: { type, version } }: DpuCluster,
      maxNodes: number,
      labels?: Record<string, string>,
    ): string {
      return kubectl.file(`${name}.yaml`, {
        apiVersion: `${GROUP}/v1alpha1`,
        kind: 'DPUCluster',
        metadata: { name, namespace: NAMESPACE, ...(labels && { labels }) },
        spec: { type, maxNodes, version },
      });
    }

    const ours = ({ metadata, spec }: DpuCluster) => ({
      labels: metadata.labels,
      finalizers: metadata.finalizers,
      kubeconfig: spec.kubeconfig,
      annotations: Object.fromEntries(
        Object.entries(metadata.annotations ?? {}).filter(([key]) =>
          key.startsWith('dpf-portal.io/'),
        ),
      ),
    });

    async function findingWhen(name: string, code: string): Promise<Finding> {
      return eventually(`${name} has the finding ${code}`, async () => {
        const { body } = await portal
          .as(ANN)
          .get(`/dpu-clusters/local/${NAMESPACE}/${name}`);
        const findings: Finding[] = body.item?.findings ?? [];
        return findings.find(finding => finding.code === code);
      });
    }

    it('applies a manifest on the client and on the server, and keeps everything of the portal', async () => {
      const before = await ask('applied');
      expect(Object.keys(ours(before).annotations)).toEqual(
        expect.arrayContaining([
          DPF_ANNOTATIONS.owner,
          DPF_ANNOTATIONS.purpose,
          DPF_ANNOTATIONS.requestId,
          DPF_ANNOTATIONS.requestedBy,
        ]),
      );
      for (const [maxNodes, ...how] of [
        [21],
        [22, '--server-side', '--force-conflicts'],
        [23, '--server-side', '--force-conflicts'],
      ] as const) {
        const file = manifestOf(before, maxNodes);
        const { code, stderr } = await kubectl.run('apply', '-f', file, ...how);
        expect([code, stderr.includes('Error')]).toEqual([0, false]);
        const after = await live('applied');
        expect(after.spec.maxNodes).toBe(maxNodes);
        expect(ours(after)).toEqual(ours(before));
      }
    });

    it('refuses a replacement and an edit that lose kubeconfig and owner, with both in one message, whose advice works', async () => {
      const before = await ask('replaced');
      const file = manifestOf(before, 31);
      const answers = [
        await kubectl.run('replace', '-f', file),
        await kubectl.edit(
          "-e '/^ *dpf-portal.io/d' -e '/^ *kubeconfig:/d'",
          `dpuclusters.${GROUP}`,
          'replaced',
          '-n',
          NAMESPACE,
        ),
      ];
      for (const { code, stderr, stdout } of answers) {
        // kubectl edit keeps the message in the file that it opens again.
        const [, copy] = /stored to "([^"]+)"/.exec(stderr) ?? [];
        const said = `${stdout}${stderr}${copy ? kubectl.read(copy) : ''}`;
        expect(code).not.toBe(0);
        expect(said).toContain('spec.kubeconfig');
        expect(said).toContain(DPF_ANNOTATIONS.owner);
        expect(said).toContain('Use kubectl apply');
      }
      expect(ours(await live('replaced'))).toEqual(ours(before));

      expect(await kubectl.run('apply', '-f', file)).toMatchObject({ code: 0 });
      const after = await live('replaced');
      expect(after.spec.maxNodes).toBe(31);
      expect(ours(after)).toEqual(ours(before));
    });

    it('reports what a replacement lost where the policy is missing, and the command of the finding mends it', async () => {
      const before = await ask('lost');
      const file = manifestOf(before, 41);
      await lab.api.withoutPolicy(POLICY, async () => {
        const { code } = await kubectl.run('replace', '-f', file);
        return code === 0 || undefined;
      });
      expect((await live('lost')).spec.kubeconfig).toBeUndefined();
      const finding = await findingWhen('lost', 'SettingsLost');
      expect(finding).toMatchObject({ who: 'platform', severity: 'error' });
      expect(finding.sentence).toContain(OWNER);
      expect(finding.sentence).toContain('lost-secret');
      const { body } = await portal
        .as(ANN)
        .get(`/dpu-clusters/local/${NAMESPACE}/lost`);
      expect(body.item.owner).toBeUndefined();
      expect(
        body.item.findings.filter(
          ({ code }: Finding) => code === 'KubeconfigUnusable',
        ),
      ).toEqual([]);

      const [, command = ''] = /`(kubectl [^`]+)`/.exec(finding.remedy) ?? [];
      expect(await kubectl.paste(command)).toMatchObject({ code: 0 });
      const mended = await lab.api.clusterWhen(
        before,
        'is Ready with its owner and finalizers',
        ({ metadata, spec, status }) =>
          status?.phase === 'Ready' &&
          spec.kubeconfig === 'lost-secret' &&
          metadata.annotations?.[DPF_ANNOTATIONS.owner] === OWNER &&
          metadata.finalizers?.length === before.metadata.finalizers?.length,
      );
      expect(mended.metadata.uid).toBe(before.metadata.uid);
      await eventually('the finding is gone', async () => {
        const { body: now } = await portal
          .as(ANN)
          .get(`/dpu-clusters/local/${NAMESPACE}/lost`);
        return now.item.findings.length === 0 || undefined;
      });
    });

    it('holds a cluster that is pruned while DPUs use it, and names them', async () => {
      const cluster = await ask('pruned');
      const labelled = manifestOf(cluster, 10, {
        'app.kubernetes.io/part-of': 'repository',
      });
      const applied = await kubectl.run('apply', '-f', labelled);
      expect(applied).toMatchObject({ code: 0 });
      const dpu = await lab.api.client.create<Dpu>(
        DPUS,
        assignedDpu('dpu-7', cluster),
      );
      const rest = kubectl.file('rest.yaml', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'rest',
          namespace: NAMESPACE,
          labels: { 'app.kubernetes.io/part-of': 'repository' },
        },
      });
      const pruned = await kubectl.run(
        'apply',
        '-f',
        rest,
        '--prune',
        '-l',
        'app.kubernetes.io/part-of=repository',
        `--prune-allowlist=${GROUP}/v1alpha1/DPUCluster`,
        '-n',
        NAMESPACE,
      );
      expect(pruned.stdout).toContain('pruned pruned');
      const finding = await findingWhen('pruned', 'DeletionBlocked');
      expect(finding.sentence).toContain('dpu-7');
      expect((await live('pruned')).metadata.finalizers).not.toEqual([]);

      await lab.api.client.delete(DPUS, dpu.metadata);
      await lab.api.clusterGone(cluster);
    });
  },
);
