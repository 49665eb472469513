import { ControllerRole } from '@dpf-portal/dpf-model';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Lab } from '../management/Lab';
import { VendorController } from './VendorController';
import { vendorDeployment } from './vendorDeployment';
import { VendorPeers, findVendorPeers } from './vendorPeers';

const deploy = path.resolve(__dirname, '../../deploy/charts/dpf-portal');
const namespace = DEFAULT_LEADER_ELECTION_NAMESPACE;

/** The Lease of a role's controller in DPF 24.10, the release of the vendor's programs that run here. */
export function vendorLease(role: ControllerRole): string {
  return VENDOR_ROLES[role].leases[0];
}

/** A management cluster with the vendor's CRDs and controllers, without this project's admission policy. */
export class VendorLab {
  /** Starts the lab. The vendor's controllers reach tenants through the cluster's proxy or the given one. */
  static async start(
    options: { tenantProxyUrl?: string } = {},
  ): Promise<VendorLab> {
    const peers = findVendorPeers();
    if ('missing' in peers) {
      throw new Error(`The vendor's programs cannot be run: ${peers.missing}`);
    }
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-vendor-'));
    const deployDir = path.join(directory, 'deploy');
    fs.mkdirSync(path.join(deployDir, 'admission'), { recursive: true });
    for (const name of ['namespaces.yaml', 'rbac', 'examples']) {
      fs.symlinkSync(path.join(deploy, name), path.join(deployDir, name));
    }
    const lab = await Lab.start({
      light: true,
      deployDir,
      definitions: [peers.definitions],
    });
    return new VendorLab(
      peers,
      lab,
      directory,
      options.tenantProxyUrl ?? lab.cluster.proxyUrl,
    );
  }

  readonly #vendors: VendorController[] = [];

  readonly #peers: VendorPeers;
  readonly #directory: string;

  private constructor(
    peers: VendorPeers,
    readonly lab: Lab,
    directory: string,
    readonly tenantProxyUrl: string,
  ) {
    this.#peers = peers;
    this.#directory = directory;
  }

  /** The user name of the vendor's controller of a role, as in the audit log. */
  static userOf(role: ControllerRole): string {
    return `vendor-${role}`;
  }

  /** Starts the vendor's controller of a role, as a candidate for the role's Lease. */
  async startVendor(role: ControllerRole): Promise<VendorController> {
    const user = VendorLab.userOf(role);
    const kubeconfigFile = path.join(this.#directory, `${user}.kubeconfig`);
    const groups = ['system:masters'];
    fs.writeFileSync(
      kubeconfigFile,
      await this.lab.cluster.addUser({ name: user, groups }),
      { mode: 0o600 },
    );
    const vendor = VendorController.start({
      role,
      kubeconfigFile,
      binaries: this.#peers.binaries,
      proxyUrl: this.tenantProxyUrl,
      leaderElectionNamespace: namespace,
      directory: this.#directory,
    });
    this.#vendors.push(vendor);
    return vendor;
  }

  /** Creates the Deployment that shows that the vendor's controller of a role is installed. */
  async install(role: ControllerRole): Promise<void> {
    await this.lab.api.client.create(
      CORE_RESOURCES.deployments,
      vendorDeployment(role),
    );
  }

  async uninstall(role: ControllerRole): Promise<void> {
    await this.lab.api.client.delete(
      CORE_RESOURCES.deployments,
      vendorDeployment(role).metadata,
    );
  }

  /** Deletes the Deployments of the vendor's controllers. */
  async dropLease(role: ControllerRole): Promise<void> {
    await this.lab.api.client.delete(CORE_RESOURCES.leases, {
      namespace,
      name: vendorLease(role),
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#vendors.map(vendor => vendor.kill()));
    await this.lab.stop();
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }
}
