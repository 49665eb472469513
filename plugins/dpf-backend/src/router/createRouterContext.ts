import {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { Clock } from '@dpf-portal/kube-controller';
import { AcknowledgementRequests } from '../acknowledgements/AcknowledgementRequests';
import { DpfConfig } from '../config/DpfConfig';
import { CredentialExport } from '../credentials/CredentialExport';
import { DpuClusterCredentials } from '../credentials/DpuClusterCredentials';
import { KubernetesPluginClusters } from '../credentials/KubernetesPluginClusters';
import { StoredData } from '../database/StoredData';
import { DpuClusterDeletion } from '../deletion/DpuClusterDeletion';
import { OfferedEdits } from '../edits/OfferedEdits';
import { PortalRights } from '../edits/PortalRights';
import { ClusterHistories } from '../history/ClusterHistories';
import { HistoryRecorder } from '../history/HistoryRecorder';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { registerPermissions } from '../permissions/registerPermissions';
import { PlatformReader } from '../platform/PlatformReader';
import { SetupChecks } from '../platform/SetupChecks';
import { ClusterAssessments } from '../reads/ClusterAssessments';
import { DpuClusterReader } from '../reads/DpuClusterReader';
import { DpuReader } from '../reads/DpuReader';
import { locateByRefText } from '../reads/locate';
import { ClusterManifests } from '../requests/ClusterManifests';
import { DpuClusterChanges } from '../requests/DpuClusterChanges';
import { DpuClusterRequests } from '../requests/DpuClusterRequests';
import { EndpointReservations } from '../requests/EndpointReservations';
import { OpenApiHandlers } from './openApiValidator';
import { RouterContext } from './RouterContext';

/** What the parts behind the routes are made of. */
export interface RouterParts {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  clock: Clock;
  logger: LoggerService;
  config: DpfConfig;
  stored: StoredData;
  managementClusters: ManagementClusters;
  endpoints: EndpointReservations;
  recorder: HistoryRecorder;
  openApi?: OpenApiHandlers;
}

/** Registers the permissions and creates what the routes need. */
export function createRouterContext(parts: RouterParts): RouterContext {
  const { auditor, httpAuth, userInfo, clock, openApi } = parts;
  const { config, stored, managementClusters, endpoints, recorder } = parts;
  const { acknowledgements } = stored;
  registerPermissions(parts.permissionsRegistry, ref => {
    const found = locateByRefText(managementClusters, ref);
    return found && attributesOf(found.hosted.settings.name, found.cluster);
  });
  const authorizer = DpuClusterAuthorizer.create(parts);
  const assessments = new ClusterAssessments({ clock, acknowledgements });
  managementClusters.onAdded(hosted => {
    assessments.follow(hosted);
  });
  const reader = DpuClusterReader.create({
    managementClusters,
    authorizer,
    assessments,
    acknowledgements,
    signalKeys: stored.signalKeys,
    entityNamespace: config.entityNamespace,
    accessRoles: config.kubeconfigs.roles,
    platformOwner: config.platformOwner,
  });
  const credentials = new DpuClusterCredentials({
    config: config.kubeconfigs,
    ledger: stored.ledger,
    authorizer,
    clock,
    logger: parts.logger,
  });
  const requests = DpuClusterRequests.create({
    managementClusters,
    authorizer,
    reader,
    endpoints,
    quota: stored.quota,
    clock,
  });
  return {
    auditor,
    httpAuth,
    userInfo,
    clock,
    managementClusters,
    authorizer,
    reader,
    dpuReader: new DpuReader({ managementClusters, authorizer }),
    requests,
    manifests: new ClusterManifests({
      requests,
      keepMs: config.manifestReservationMs,
    }),
    endpoints,
    changes: new DpuClusterChanges({
      authorizer,
      quota: stored.quota,
      clock,
    }),
    offeredEdits: new OfferedEdits({
      authorizer,
      rights: new PortalRights(clock),
    }),
    deletion: new DpuClusterDeletion({ authorizer, credentials, recorder }),
    histories: new ClusterHistories({
      transitions: stored.transitions,
      records: stored.records,
      findings: stored.findings,
      managementClusters,
      authorizer,
      clock,
    }),
    recorder,
    upgradeSnapshots: stored.upgradeSnapshots,
    credentials,
    credentialExport: new CredentialExport({
      ledger: stored.ledger,
      authorizer,
      managementClusters,
    }),
    kubernetesPlugin: new KubernetesPluginClusters({
      config: config.kubeconfigs,
      credentials,
      ledger: stored.ledger,
      authorizer,
      managementClusters,
    }),
    acknowledgementRequests: new AcknowledgementRequests({
      acknowledgements,
      authorizer,
      clock,
    }),
    platform: new PlatformReader({
      managementClusters,
      authorizer,
      acknowledgements,
      runbookUrl: config.platform.runbookUrl,
    }),
    setup: new SetupChecks({ clock, keptMs: config.platform.checksKeptMs }),
    acknowledgements,
    openApi,
  };
}
