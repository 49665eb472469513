import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Clock } from '@dpf-portal/kube-controller';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { TransitionRecorder } from '../transitions/TransitionRecorder';
import { UpgradeWatch } from '../upgrades/UpgradeWatch';
import { NewsSettings } from './Announcement';
import { ExpiryReminders } from './ExpiryReminders';
import { FindingNews } from './FindingNews';
import { FindingNotices } from './FindingNotices';
import { LateNews } from './LateNews';
import { NotificationSender } from './NotificationSender';

/** Finds what users are to learn of their clusters, and sends it. */
export class ClusterNews {
  readonly #recorder: TransitionRecorder;
  readonly #sender: NotificationSender;
  readonly #findings: FindingNews;
  readonly #reminders: ExpiryReminders;
  readonly #lateNews: LateNews;

  constructor(options: {
    transitions: PhaseTransitions;
    notices: FindingNotices;
    acknowledgements: Acknowledgements;
    upgrades: UpgradeWatch;
    notifications: NotificationService;
    clock: Clock;
    logger: LoggerService;
    settings: NewsSettings;
  }) {
    const { transitions, upgrades, notifications } = options;
    const { clock, logger, settings } = options;
    const { outbox } = transitions;
    const wasUpgraded = (managementCluster: string, at: number) =>
      upgrades.wasUnderWay(managementCluster, at);
    this.#sender = new NotificationSender({
      outbox,
      notifications,
      clock,
      logger,
    });
    this.#recorder = new TransitionRecorder({
      transitions,
      clock,
      logger,
      settings,
      onRecorded: () => this.#sender.wake(),
      wasUpgraded,
    });
    this.#findings = new FindingNews(options);
    this.#reminders = new ExpiryReminders({ outbox, clock, settings });
    this.#lateNews = new LateNews({
      transitions,
      wasUpgraded,
      clock,
      settings,
    });
  }

  /** Records and announces the phases of the clusters there from now on. */
  follow(hosted: HostedManagementCluster): void {
    this.#recorder.follow(hosted);
  }

  /** To be called when the database can be used: records what changed before. */
  review(): void {
    this.#recorder.review();
  }

  /** Looks at every cluster once, and sends what is to be sent. Rejects if the database cannot be used. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    try {
      await this.#findings.look(managementClusters);
      await this.#reminders.look(managementClusters);
      await this.#lateNews.look(managementClusters);
    } finally {
      this.#sender.wake();
    }
  }
}
