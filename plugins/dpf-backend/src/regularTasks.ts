import {
  LoggerService,
  SchedulerServiceTaskInvocationDefinition,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { Clock } from '@dpf-portal/kube-controller';
import { CredentialSweeper } from './credentials/CredentialSweeper';
import { StoredData } from './database/StoredData';
import { HistoryRecorder } from './history/HistoryRecorder';
import { forgetHistory } from './history/forgetHistory';
import { ManagementClusters } from './managementClusters/ManagementClusters';
import { ClusterNews } from './notifications/ClusterNews';
import { CatalogOwners } from './owners/CatalogOwners';
import { EndpointReservations } from './requests/EndpointReservations';
import { UpgradeWatch } from './upgrades/UpgradeWatch';
import { UploadReaper } from './uploads/UploadReaper';

type RegularTask = SchedulerServiceTaskScheduleDefinition &
  SchedulerServiceTaskInvocationDefinition;

/** What the regular tasks work with. */
export interface TaskParts {
  clock: Clock;
  logger: LoggerService;
  retentionDays: number;
  stored: StoredData;
  managementClusters: ManagementClusters;
  catalogOwners: CatalogOwners;
  endpoints: EndpointReservations;
  recorder: HistoryRecorder;
  upgrades: UpgradeWatch;
  news: ClusterNews;
}

/**
 * What the plugin does again and again. Each task runs in every replica: one of them may not reach a management cluster, or
 * each needs for itself what the task finds. What must be stored once has a unique key, and the rest is safe to repeat.
 */
export function regularTasks(parts: TaskParts): RegularTask[] {
  const { clock, logger, retentionDays, stored, managementClusters } = parts;
  const { catalogOwners, endpoints, recorder, upgrades, news } = parts;
  const reaper = new UploadReaper({ clock, logger });
  const sweeper = new CredentialSweeper({
    ledger: stored.ledger,
    managementClusters,
    retentionDays,
    logger,
  });
  const tasks: Array<Omit<RegularTask, 'scope'>> = [
    {
      id: 'share-signal-secret',
      // Every replica uses the keys of the replica that started last.
      initialDelay: { seconds: 10 },
      frequency: { seconds: 10 },
      timeout: { seconds: 30 },
      fn: () => stored.signalKeys.refresh(),
    },
    {
      id: 'watch-upgrades-of-dpf',
      // Every replica asks when upgrades ran. The DPUs before one are stored once.
      initialDelay: { seconds: 5 },
      frequency: { seconds: 5 },
      timeout: { seconds: 30 },
      fn: () => upgrades.look(managementClusters.list()),
    },
    {
      id: 'send-notifications',
      // The outbox keeps one notification for all replicas.
      initialDelay: { seconds: 30 },
      frequency: { seconds: 30 },
      timeout: { minutes: 1 },
      fn: () => news.look(managementClusters.list()),
    },
    {
      id: 'look-up-owners',
      // Each replica computes findings.
      initialDelay: { minutes: 1 },
      frequency: { minutes: 5 },
      timeout: { minutes: 1 },
      fn: () => catalogOwners.look(),
    },
    {
      id: 'check-reservation-rights',
      // Each replica shows what it found. Then, what manifests reserved is compared with the clusters.
      initialDelay: { seconds: 20 },
      frequency: { minutes: 10 },
      timeout: { minutes: 1 },
      fn: async () => {
        await endpoints.checkRights();
        await endpoints.recognizeClusters();
      },
    },
    {
      id: 'tidy-kubeconfig-uploads',
      initialDelay: { seconds: 15 },
      frequency: { minutes: 10 },
      timeout: { minutes: 5 },
      fn: async () => {
        for (const hosted of managementClusters.list()) {
          await reaper.reap(hosted);
        }
      },
    },
    {
      id: 'record-history',
      // Each opening and closing of a finding is stored once.
      initialDelay: { seconds: 10 },
      frequency: { seconds: 30 },
      timeout: { minutes: 1 },
      fn: () => recorder.look(),
    },
    {
      id: 'forget-history',
      initialDelay: { minutes: 5 },
      frequency: { hours: 1 },
      timeout: { minutes: 10 },
      fn: () => forgetHistory({ ...stored, retentionDays, clock }),
    },
    {
      id: 'remove-ended-credentials',
      initialDelay: { seconds: 20 },
      frequency: { minutes: 5 },
      timeout: { minutes: 5 },
      fn: () => sweeper.sweep(),
    },
  ];
  return tasks.map(task => ({ ...task, scope: 'local' }));
}
