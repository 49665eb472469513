import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { findFreePort } from '@dpf-portal/local-cluster';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Helm } from '../../chart/Helm';
import { describeWithHelm } from '../../chart/describeWithHelm';
import { kubeconfigOf } from '../../chart/rights';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { guideSecret } from '../../fixtures/guideExample';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { writeBareDeploy } from '../../management/bareDeploy';
import { eventually } from '../../portal/eventually';
import { readAuditLog } from '../../portal/readAuditLog';
import { readUse } from '../../rbac/readUse';

const DPF = 'dpf-operator-system';
const CLUSTERS = 'dpf-clusters';
const ACCOUNT = { namespace: DPF, name: 'dpf-controllers' };
const USER = `system:serviceaccount:${DPF}:${ACCOUNT.name}`;

interface Deployment extends KubeObject {
  spec: {
    template: {
      spec: {
        serviceAccountName: string;
        containers: Array<{
          args: string[];
          env: Array<{
            name: string;
            value?: string;
            valueFrom?: { fieldRef?: { fieldPath: string } };
          }>;
        }>;
      };
    };
  };
}

/** The environment that the kubelet would give to the container of a pod with this name. */
function environmentOf(deployment: Deployment, pod: string): NodeJS.ProcessEnv {
  const [{ env }] = deployment.spec.template.spec.containers;
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const isName = valueFrom?.fieldRef?.fieldPath === 'metadata.name';
      if (value === undefined && !isName) {
        throw new Error(`The test cannot fill in ${name}`);
      }
      return [name, isName ? pod : value];
    }),
  );
}

/** As a container reports it: with the account's token alone, and the arguments that the chart rendered. */
describeWithHelm('dpf-controllers of the chart, without a pod', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podless-'));
  let lab: Lab;
  let helm: Helm;
  let deployment: Deployment;
  let controllers: ControllersProcess;
  let healthUrl: string;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      deployDir: writeBareDeploy(path.join(folder, 'deploy'), [DPF]),
    });
    helm = new Helm(lab.cluster.kubeConfig.exportConfig());
    const [metrics, health] = [await findFreePort(), await findFreePort()];
    healthUrl = `http://127.0.0.1:${health}`;
    await helm.upgrade({
      controllers: {
        enabled: true,
        roles: { kamaji: true, static: true, provisioning: true },
        ports: { metrics, health },
        // DPU clusters of the lab have addresses that only its proxy reaches.
        extraArgs: [`--tenant-proxy=${lab.cluster.proxyUrl}`],
      },
      admission: { rights: { enabled: true }, settings: { enabled: true } },
    });
    deployment = await lab.api.client.get<Deployment>(
      CORE_RESOURCES.deployments,
      ACCOUNT,
    );
    const { serviceAccountName, containers } = deployment.spec.template.spec;
    const kubeconfigFile = path.join(folder, 'kubeconfig');
    const kubeConfig = await kubeconfigOf(lab.cluster.kubeConfig, {
      namespace: DPF,
      name: serviceAccountName,
    });
    fs.writeFileSync(kubeconfigFile, kubeConfig.exportConfig(), {
      mode: 0o600,
    });
    controllers = ControllersProcess.start({
      kubeconfigFile,
      args: containers[0].args,
      env: environmentOf(deployment, 'dpf-controllers-0'),
      logFile: path.join(folder, 'controllers.log'),
    });
  }, 300_000);

  afterAll(async () => {
    await controllers?.stop();
    helm?.remove();
    await lab?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('make a kamaji and a static cluster Ready and delete them, and are refused nothing', async () => {
    const secretName = 'brought-along';
    await lab.api.createSecret(CLUSTERS, {
      ...guideSecret(lab.cluster.staticKubeconfig),
      metadata: { name: secretName },
    });
    const created = await Promise.all(
      [
        kamajiCluster('hosted', { vip: '10.66.66.70', virtualRouterID: 70 }),
        staticCluster('registered', secretName),
      ].map(cluster => lab.api.createCluster(CLUSTERS, cluster)),
    );
    await Promise.all(created.map(cluster => lab.api.clusterReady(cluster)));
    await Promise.all(created.map(cluster => lab.api.deleteCluster(cluster)));

    const { used, refused } = readUse(
      await readAuditLog(lab.cluster.auditLogFile),
      USER,
    );
    expect([...refused]).toEqual([]);
    expect([...used]).toEqual(
      expect.arrayContaining([
        'create tenantcontrolplanes.kamaji.clastix.io',
        'create leases.coordination.k8s.io',
        'get secrets',
        'patch dpuclusters/status.provisioning.dpu.nvidia.com',
      ]),
    );
  });

  it('answer the probes of the Deployment, under the name of their pod', async () => {
    await eventually('they are ready', async () => {
      const answers = await Promise.all(
        ['/healthz', '/readyz'].map(probe => fetch(healthUrl + probe)),
      );
      return answers.every(({ status }) => status === 200) ? true : undefined;
    });
    const leases = await lab.api.client.listAll<
      KubeObject & { spec?: { holderIdentity?: string } }
    >(CORE_RESOURCES.leases, { namespace: DPF });
    expect(leases.map(({ spec }) => spec?.holderIdentity)).toContainEqual(
      expect.stringContaining('dpf-controllers-0'),
    );
  });
});
