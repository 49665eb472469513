import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import {
  DPU_CLUSTER_GROUPS,
  DpfUpgrade,
  DpuRecord,
  dpfUpgradeOf,
  toDpuRecord,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { SeenUpgrade, UpgradeSnapshots } from './UpgradeSnapshots';

/** An upgrade is seen only when DPF's configuration is looked at. */
const SEEN_LATE_MS = 60_000;

/** The DPUs of a management cluster as they are kept; `undefined` where they are not known. */
export function dpuRecordsOf({
  connection,
}: HostedManagementCluster): DpuRecord[] | undefined {
  const view = connection.stores.dpus.get(DPU_CLUSTER_GROUPS.released);
  return view?.settled && view.readable
    ? view.list().map(toDpuRecord)
    : undefined;
}

/** Stores the DPUs of each management cluster when an upgrade of DPF begins, and knows when upgrades ran. */
export class UpgradeWatch {
  readonly #snapshots: UpgradeSnapshots;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  /** By management cluster: the upgrade that is stored; empty where none runs. */
  readonly #stored = new Map<string, string>();
  readonly #upgrades = new Map<string, SeenUpgrade[]>();
  /** By management cluster: the upgrade for which an event has caused a look. */
  readonly #noticed = new Map<string, string>();

  constructor(options: {
    snapshots: UpgradeSnapshots;
    clock: Pick<Clock, 'now'>;
    logger: LoggerService;
  }) {
    this.#snapshots = options.snapshots;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Looks at every management cluster once. Never rejects: what failed is done at the next look. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    for (const hosted of managementClusters) {
      try {
        await this.#lookAt(hosted);
      } catch (error) {
        // Of a database that is not available, one line is logged elsewhere.
        const level =
          error instanceof ServiceUnavailableError ? 'debug' : 'warn';
        this.#logger[level](
          `The DPUs of ${
            hosted.settings.name
          } before an upgrade of DPF were not stored: ${toError(error).name}`,
        );
      }
    }
  }

  /** Looks as soon as an upgrade begins or ends. What that misses, the next regular look does. */
  follow(hosted: HostedManagementCluster): () => void {
    const { connection, settings } = hosted;
    return connection.onChange(() => {
      const key = keyOf(dpfUpgradeOf(connection.operatorConfig()));
      if (this.#noticed.get(settings.name) !== key) {
        this.#noticed.set(settings.name, key);
        void this.look([hosted]);
      }
    });
  }

  /** Whether an upgrade of DPF was under way on a management cluster at a time, in wall milliseconds. */
  wasUnderWay(managementCluster: string, at: number): boolean {
    return (this.#upgrades.get(managementCluster) ?? []).some(
      ({ takenAt, endedAt }) =>
        Date.parse(takenAt) - SEEN_LATE_MS <= at &&
        (endedAt === undefined || at <= Date.parse(endedAt)),
    );
  }

  async #lookAt(hosted: HostedManagementCluster): Promise<void> {
    const { connection, settings } = hosted;
    const { name } = settings;
    const { reachable, synced } = connection.status();
    const config = connection.operatorConfig();
    if (!reachable || !synced || config === 'unreadable') {
      return;
    }
    const upgrade = dpfUpgradeOf(config);
    const key = keyOf(upgrade);
    const stored = this.#stored.get(name);
    if (stored === key) {
      return;
    }
    const at = new Date(this.#clock.now()).toISOString();
    if (upgrade) {
      const dpus = dpuRecordsOf(hosted);
      if (!dpus) {
        return;
      }
      const late = stored === undefined;
      await this.#snapshots.take(name, upgrade, { at, late, dpus });
    } else {
      await this.#snapshots.end(name, at);
    }
    this.#upgrades.set(name, await this.#snapshots.list(name));
    this.#stored.set(name, key);
  }
}

/** Empty where there is no upgrade. */
function keyOf(upgrade: DpfUpgrade | undefined): string {
  return upgrade ? `${upgrade.from ?? ''} ${upgrade.to}` : '';
}
