import { KubeObject, ReadonlyStore } from '@dpf-portal/kube-controller';
import { FAULT_ANNOTATIONS } from '../kubelet/annotations';
import { TenantDirectory } from '../kubelet/DeploymentRunner';
import { Route } from './ConnectProxy';

/** The fields of a TenantControlPlane that contain its address. */
export interface AddressedTenant extends KubeObject {
  spec: { networkProfile?: { address?: string; port?: number } };
}

const SERVICE_NAME = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?$/;

export const endpointIndex = 'endpoint';

/** The index that {@link ClusterNetwork} needs on its store. */
export const endpointIndexers = {
  [endpointIndex]: (tenant: AddressedTenant) => {
    const { address, port } = tenant.spec.networkProfile ?? {};
    return address && port ? [`${address.toLowerCase()}:${port}`] : [];
  },
};

/** Routes VIPs and Service names of tenants, and a few fixed addresses. */
export class ClusterNetwork {
  readonly #fixed = new Map<string, () => number | undefined>();

  readonly #tenants: ReadonlyStore<AddressedTenant>;
  readonly #directories: () => readonly TenantDirectory[];

  constructor(
    tenants: ReadonlyStore<AddressedTenant>,
    directories: () => readonly TenantDirectory[],
  ) {
    this.#tenants = tenants;
    this.#directories = directories;
  }

  /** Adds a fixed route to a port of 127.0.0.1. */
  addFixed(host: string, port: number, target: () => number | undefined): void {
    this.#fixed.set(`${host}:${port}`, target);
  }

  route(host: string, port: number): Route {
    const fixed = this.#fixed.get(`${host}:${port}`);
    if (fixed) {
      return toRoute(fixed());
    }
    const [, name, namespace] = SERVICE_NAME.exec(host) ?? [];
    if (name) {
      return this.#tenants.get(`${namespace}/${name}`)
        ? toRoute(this.#portOf(namespace, name))
        : { kind: 'refused' };
    }
    const holders = this.#tenants.byIndex(endpointIndex, `${host}:${port}`);
    if (holders.length === 0) {
      return { kind: 'refused' };
    }
    if (holders.some(holder => isTold(holder, 'vipSilent'))) {
      return { kind: 'silent' };
    }
    const up = holders
      .filter(holder => !isTold(holder, 'vipDown'))
      .map(({ metadata }) => this.#portOf(metadata.namespace, metadata.name));
    return toRoute(up.find(found => found !== undefined));
  }

  #portOf(namespace = '', name: string): number | undefined {
    return this.#directories()
      .map(directory => directory.portOf(namespace, name))
      .find(port => port !== undefined);
  }
}

function isTold(
  { metadata }: AddressedTenant,
  fault: keyof typeof FAULT_ANNOTATIONS,
): boolean {
  return metadata.annotations?.[FAULT_ANNOTATIONS[fault]] === 'true';
}

function toRoute(port: number | undefined): Route {
  return port === undefined ? { kind: 'down' } : { kind: 'port', port };
}
