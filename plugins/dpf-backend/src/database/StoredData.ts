import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { Clock } from '@dpf-portal/kube-controller';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { CredentialLedger } from '../credentials/CredentialLedger';
import { ClusterRecords } from '../history/ClusterRecords';
import { FindingPeriods } from '../history/FindingPeriods';
import { SignalKeys } from '../live/SignalKeys';
import { FindingNotices } from '../notifications/FindingNotices';
import { SettingsHistory } from '../owners/SettingsHistory';
import { ClusterQuota } from '../quota/ClusterQuota';
import { ClusterReservations } from '../quota/ClusterReservations';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { UpgradeSnapshots } from '../upgrades/UpgradeSnapshots';
import { PluginDatabase } from './PluginDatabase';

/** What the plugin keeps in its database. */
export interface StoredData {
  database: PluginDatabase;
  transitions: PhaseTransitions;
  records: ClusterRecords;
  findings: FindingPeriods;
  ledger: CredentialLedger;
  quota: ClusterQuota;
  upgradeSnapshots: UpgradeSnapshots;
  acknowledgements: Acknowledgements;
  notices: FindingNotices;
  signalKeys: SignalKeys;
  settingsHistory: SettingsHistory;
}

/** Opens the database if it can be used; what needs it works once it can. */
export async function openStoredData(options: {
  database: DatabaseService;
  logger: LoggerService;
  clock: Clock;
}): Promise<StoredData> {
  const { logger, clock } = options;
  const database = await PluginDatabase.open(options);
  const transitions = new PhaseTransitions(database);
  const { outbox } = transitions;
  return {
    database,
    transitions,
    records: new ClusterRecords(database),
    findings: new FindingPeriods(database),
    ledger: new CredentialLedger(database, clock),
    quota: new ClusterQuota(new ClusterReservations(database, clock)),
    upgradeSnapshots: new UpgradeSnapshots(database),
    acknowledgements: new Acknowledgements(database, outbox, clock),
    notices: new FindingNotices(database, outbox),
    signalKeys: await SignalKeys.create({ knex: database, logger }),
    settingsHistory: await SettingsHistory.create({ knex: database, logger }),
  };
}
