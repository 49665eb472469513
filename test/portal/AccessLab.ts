import { CredentialRole } from '@dpf-portal/dpf-model';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kubeconfigSecret } from '../fixtures/kubeconfigs';
import { staticCluster } from '../fixtures/staticCluster';
import { Lab } from '../management/Lab';
import { eventually } from './eventually';
import { UsersPortal } from './UsersPortal';

const NAMESPACE = 'dpf-clusters';

/** A credential that a user got, with its kubeconfig as text and as a file. */
export interface IssuedCredential {
  id: string;
  kubeconfig: string;
  file: string;
}

/**
 * A portal whose users get credentials in a registered cluster with a real API server. Its owner has allowed it.
 */
export class AccessLab {
  /** The REST path of the cluster. */
  static readonly CLUSTER = `/dpu-clusters/local/${NAMESPACE}/blue`;

  static async start(options: {
    users: readonly string[];
    roles: readonly CredentialRole[];
    /** Connection string of the portal's database. Default: one in memory. */
    postgres?: string;
  }): Promise<AccessLab> {
    const lab = await Lab.start();
    const startPortal = () =>
      UsersPortal.start({
        lab,
        groups: Object.fromEntries(options.users.map(user => [user, []])),
        kubeconfigs: {
          roles: [...options.roles],
          userAccess: { proxyUrl: lab.cluster.proxyUrl },
        },
        postgres: options.postgres,
      });
    const access = new AccessLab(lab, startPortal, await startPortal());
    await access.#register(options.users[0]);
    return access;
  }

  /** A kubeconfig of the cluster's administrator, for `kubectl`. */
  readonly adminFile: string;
  readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), 'access-'));

  private constructor(
    readonly lab: Lab,
    /** Starts a further back end with the same management cluster and database. */
    readonly startReplica: () => Promise<UsersPortal>,
    public portal: UsersPortal,
  ) {
    this.adminFile = this.#write(
      'admin',
      lab.cluster.staticKubeconfig.replace(
        /^( *)server: .*$/m,
        `$&\n$1proxy-url: ${lab.cluster.proxyUrl}`,
      ),
    );
  }

  /** Gets a credential for a user. */
  async issue(user: string, role: CredentialRole): Promise<IssuedCredential> {
    const { body } = await this.portal
      .as(user)
      .post(`${AccessLab.CLUSTER}/kubeconfig`, { role, reason: 'test' })
      .expect(201);
    const { kubeconfig, credential } = body;
    const { id } = credential;
    return { id, kubeconfig, file: this.#write(id, kubeconfig) };
  }

  async revoke(user: string, id: string): Promise<void> {
    await this.portal
      .as(user)
      .delete(`${AccessLab.CLUSTER}/credentials/${id}`)
      .expect(204);
  }

  async unregister(user: string): Promise<void> {
    const { body } = await this.portal
      .as(user)
      .get(AccessLab.CLUSTER)
      .expect(200);
    await this.portal
      .as(user)
      .delete(`${AccessLab.CLUSTER}?uid=${body.item.uid}`)
      .expect(204);
  }

  /** Stops the cluster's API server without closing its port while `act` runs: it accepts and never answers. */
  async whileItHangs<T>(act: () => Promise<T>): Promise<T> {
    const process_ = this.lab.cluster.processes.find(
      ({ name }) => name === 'static-cluster',
    );
    const pid = process_?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      return await act();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  async restartPortal(): Promise<void> {
    await this.portal.stop();
    this.portal = await this.startReplica();
  }

  async stop(): Promise<void> {
    await this.portal.stop();
    await this.lab.stop();
    fs.rmSync(this.#folder, { recursive: true });
  }

  async #register(user: string): Promise<void> {
    await this.lab.api.createSecret(
      NAMESPACE,
      kubeconfigSecret('blue-admin', {
        'super-admin.conf': this.lab.cluster.staticKubeconfig,
      }),
    );
    await this.lab.api.createCluster(
      NAMESPACE,
      staticCluster('blue', 'blue-admin'),
    );
    const client = this.portal.as(user);
    await eventually('the portal sees the cluster', async () =>
      (await client.get(AccessLab.CLUSTER)).status === 200 ? true : undefined,
    );
    await client
      .patch(AccessLab.CLUSTER, { credentials: 'allowed' })
      .expect(200);
  }

  #write(name: string, text: string): string {
    const file = path.join(this.#folder, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}
