import { createHash } from 'node:crypto';
import {
  CORE_RESOURCES,
  Controller,
  Informer,
  KubeClient,
  Logger,
  ReconcileResult,
  isNotFound,
  objectKey,
  parseKey,
  subsetEquals,
} from '@dpf-portal/kube-controller';
import path from 'node:path';
import { Deployment, PodTemplate } from './workloads';
import { Reaper } from '../process/Reaper';
import { FAULT_ANNOTATIONS } from './annotations';
import { PodsState, deploymentStatus } from './deploymentStatus';
import { FailedCreate } from './FailedCreate';
import { TenantPod } from './TenantPod';

/** Resolves the port on 127.0.0.1 of a tenant's running API server. */
export interface TenantDirectory {
  portOf(namespace: string, name: string): number | undefined;
}

/** A hash that changes when the pods must be replaced. */
function templateHash(template: PodTemplate): string {
  return createHash('sha256')
    .update(JSON.stringify(template))
    .digest('hex')
    .slice(0, 8);
}

interface DeploymentRunnerOptions {
  client: KubeClient;
  failedCreate: FailedCreate;
  /** kube-apiserver. */
  binary: string;
  podsDirectory: string;
  logFileOf: (name: string) => string;
  proxyUrl: string;
  reaper: Reaper;
  logger: Logger;
}

interface Tenant {
  current?: TenantPod;
  /** The pod of the new template until it is ready. */
  next?: TenantPod;
  restartAt: number;
}

/** The label of Kamaji and its stand-in for the Deployment of a control plane. */
const SELECTOR = 'kamaji.clastix.io/component=deployment';
const RESTART_DELAY_MS = 2000;
/** Starting an API server takes seconds of CPU; more parallel starts only delay the first one. */
const STARTS_AT_ONCE = 2;

/** Runs the Deployments of tenant control planes as processes, with blue/green updates, and writes their status. */
export class DeploymentRunner implements TenantDirectory {
  readonly informer: Informer<Deployment>;
  readonly #options: DeploymentRunnerOptions;
  readonly #controller: Controller;
  readonly #tenants = new Map<string, Tenant>();
  #podCount = 0;
  #stopped = false;

  constructor(options: DeploymentRunnerOptions) {
    this.#options = options;
    const { client, logger } = options;
    this.informer = new Informer<Deployment>({
      client,
      resource: CORE_RESOURCES.deployments,
      labelSelector: SELECTOR,
      logger,
    });
    this.#controller = new Controller({
      name: 'kubelet-deployments',
      reconcile: key => this.#reconcile(key),
      logger,
    });
    const enqueue = (deployment: Deployment) =>
      this.#controller.enqueue(objectKey(deployment));
    this.informer.addHandler({
      added: enqueue,
      updated: enqueue,
      deleted: enqueue,
    });
  }

  portOf(namespace: string, name: string): number | undefined {
    const tenant = this.#tenants.get(objectKey({ namespace, name }));
    const pod = tenant?.current ?? tenant?.next;
    return pod && !pod.dead ? pod.port : undefined;
  }

  /** Reconciles every Deployment again. */
  resync(): void {
    this.informer.store.keys().forEach(key => this.#controller.enqueue(key));
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.informer.run(signal),
      this.#controller.run(signal),
    ]);
  }

  /** Stops every tenant's process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(
      [...this.#tenants.values()].flatMap(({ current, next }) => [
        current?.stop(),
        next?.stop(),
      ]),
    );
  }

  async #reconcile(key: string): Promise<ReconcileResult> {
    const deployment = this.informer.store.get(key);
    if (this.#stopped) {
      return undefined;
    }
    const failure =
      deployment && this.#options.failedCreate.messageFor(deployment);
    const tenant = this.#tenants.get(key) ?? { restartAt: 0 };
    this.#tenants.set(key, tenant);
    if (!deployment || deployment.spec.replicas === 0 || failure) {
      await this.#stopPods(tenant);
      if (!deployment) {
        this.#tenants.delete(key);
        return undefined;
      }
      if (failure) {
        await this.#options.failedCreate.report(deployment, failure);
      }
      await this.#writeStatus(deployment, {
        serving: false,
        rolling: false,
        failure,
      });
      return undefined;
    }
    const result = await this.#ensurePod(key, tenant, deployment);
    await this.#writeStatus(deployment, {
      serving: Boolean(tenant.current?.ready),
      rolling: Boolean(tenant.next),
      readyLimit: readyLimit(deployment),
    });
    return result;
  }

  async #ensurePod(
    key: string,
    tenant: Tenant,
    deployment: Deployment,
  ): Promise<ReconcileResult> {
    const hash = templateHash(deployment.spec.template);
    this.#forgetDead(tenant);
    if (tenant.next && tenant.next.hash !== hash) {
      await tenant.next.stop();
      tenant.next = undefined;
    }
    if (tenant.current?.hash !== hash && !tenant.next) {
      const wait = Math.max(
        tenant.restartAt - performance.now(),
        this.#startingPods() >= STARTS_AT_ONCE ? 250 : 0,
      );
      if (wait > 0) {
        return { requeueAfterMs: wait };
      }
      tenant.next = await this.#startPod(key, deployment, hash);
      if (this.#stopped) {
        await tenant.next.stop();
      }
    }
    if (tenant.next?.ready) {
      const old = tenant.current;
      tenant.current = tenant.next;
      tenant.next = undefined;
      await old?.stop();
    }
    return undefined;
  }

  #forgetDead(tenant: Tenant): void {
    for (const slot of ['current', 'next'] as const) {
      const pod = tenant[slot];
      if (pod?.dead) {
        this.#options.logger.warn(pod.describeExit());
        tenant[slot] = undefined;
        tenant.restartAt = performance.now() + RESTART_DELAY_MS;
      }
    }
  }

  #startingPods(): number {
    return [...this.#tenants.values()].filter(({ next }) => next && !next.dead)
      .length;
  }

  async #startPod(
    key: string,
    deployment: Deployment,
    hash: string,
  ): Promise<TenantPod> {
    const { client, binary, podsDirectory, logFileOf, proxyUrl, reaper } =
      this.#options;
    const { namespace, name } = parseKey(key);
    this.#podCount += 1;
    return TenantPod.start({
      client,
      deployment,
      hash,
      binary,
      directory: path.join(
        podsDirectory,
        `${namespace}_${name}_${hash}_${this.#podCount}`,
      ),
      logFile: logFileOf(`tenant-${namespace}_${name}`),
      proxyUrl,
      reaper,
      onChange: () => this.#controller.enqueue(key),
    });
  }

  async #stopPods(tenant: Tenant): Promise<void> {
    const { current, next } = tenant;
    tenant.current = undefined;
    tenant.next = undefined;
    await Promise.all([current?.stop(), next?.stop()]);
  }

  async #writeStatus(deployment: Deployment, pods: PodsState): Promise<void> {
    const now = new Date().toISOString().replace(/\.\d+/, '');
    const status = deploymentStatus(deployment, pods, now);
    if (subsetEquals(withoutZeros(status), withoutZeros(deployment.status))) {
      return;
    }
    try {
      const written = await this.#options.client.mergePatch<Deployment>(
        CORE_RESOURCES.deployments,
        deployment.metadata,
        { metadata: { uid: deployment.metadata.uid }, status },
        { subresource: 'status' },
      );
      this.informer.overlay(written);
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
  }
}

/** The API server omits zeros. */
function withoutZeros(status: Deployment['status'] = {}): object {
  const keys = [
    'observedGeneration',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
  ] as const;
  return {
    ...Object.fromEntries(keys.map(key => [key, status[key] ?? 0])),
    conditions: (status.conditions ?? []).map(
      ({ type, status: value, message }) => ({
        type,
        value,
        message,
      }),
    ),
  };
}

function readyLimit(deployment: Deployment): number | undefined {
  const text =
    deployment.metadata.annotations?.[FAULT_ANNOTATIONS.readyReplicas];
  return text === undefined ? undefined : Number(text);
}
