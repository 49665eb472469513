import {
  AuditorService,
  AuditorServiceCreateEventOptions,
  BackstageCredentials,
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { Clock } from '@dpf-portal/kube-controller';
import { Request } from 'express';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { AcknowledgementRequests } from '../acknowledgements/AcknowledgementRequests';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { OfferedEdits } from '../edits/OfferedEdits';
import { CredentialExport } from '../credentials/CredentialExport';
import { DpuClusterCredentials } from '../credentials/DpuClusterCredentials';
import { KubernetesPluginClusters } from '../credentials/KubernetesPluginClusters';
import { DpuClusterDeletion } from '../deletion/DpuClusterDeletion';
import { ClusterHistories } from '../history/ClusterHistories';
import { HistoryRecorder } from '../history/HistoryRecorder';
import { collectAuditIds } from '../managementClusters/auditIds';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { PlatformReader } from '../platform/PlatformReader';
import { SetupChecks } from '../platform/SetupChecks';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { readOwner } from '@dpf-portal/dpf-model';
import { DpuClusterReader } from '../reads/DpuClusterReader';
import { DpuReader } from '../reads/DpuReader';
import { Caller } from '../requests/Caller';
import { ClusterManifests } from '../requests/ClusterManifests';
import { DpuClusterChanges } from '../requests/DpuClusterChanges';
import { DpuClusterRequests } from '../requests/DpuClusterRequests';
import { EndpointReservations } from '../requests/EndpointReservations';
import { UpgradeSnapshots } from '../upgrades/UpgradeSnapshots';
import { OpenApiHandlers } from './openApiValidator';

/** What the routes need. */
export interface RouterContext {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  clock: Pick<Clock, 'now'>;
  managementClusters: ManagementClusters;
  authorizer: DpuClusterAuthorizer;
  reader: DpuClusterReader;
  dpuReader: DpuReader;
  requests: DpuClusterRequests;
  manifests: ClusterManifests;
  endpoints: EndpointReservations;
  changes: DpuClusterChanges;
  deletion: DpuClusterDeletion;
  offeredEdits: OfferedEdits;
  histories: ClusterHistories;
  recorder: HistoryRecorder;
  upgradeSnapshots: UpgradeSnapshots;
  credentials: DpuClusterCredentials;
  credentialExport: CredentialExport;
  kubernetesPlugin: KubernetesPluginClusters;
  acknowledgementRequests: AcknowledgementRequests;
  platform: PlatformReader;
  setup: SetupChecks;
  acknowledgements: Pick<Acknowledgements, 'refresh'>;
  openApi?: OpenApiHandlers;
}

/** Credentials for reading: users and services. */
export function readerOf({ httpAuth }: RouterContext, req: Request) {
  return httpAuth.credentials(req, { allow: ['user', 'service'] });
}

/** The user who requests a change; services may not. */
export async function callerOf(
  { httpAuth, userInfo }: RouterContext,
  req: Request,
): Promise<Caller> {
  const credentials = await httpAuth.credentials(req, { allow: ['user'] });
  const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
    credentials,
  );
  return { credentials, userEntityRef, ownershipEntityRefs };
}

/** The user's own ref and those of the user's groups, in the spelling of `readOwner`. None of a service. */
export async function ownRefsOf(
  { httpAuth, userInfo }: RouterContext,
  req: Request,
): Promise<string[]> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  if (!isUser(credentials)) {
    return [];
  }
  const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
    credentials,
  );
  const own = [userEntityRef, ...ownershipEntityRefs];
  return [...new Set(own.map(ref => readOwner(ref) ?? ref))];
}

/** The owners of whose clusters a user may ask for more: the user's groups, else the user. None of a service. */
export function quotaOwnersOf(own: readonly string[]): string[] {
  const groups = own.filter(ref => ref.startsWith('group:'));
  return groups.length ? groups : own.slice(0, 1);
}

function isUser({ principal }: BackstageCredentials): boolean {
  return (principal as { type?: unknown }).type === 'user';
}

/**
 * Runs an action under an audit event, which ends with the action. The result is never part of the event. `auditIds` are
 * what the management cluster's audit log calls the requests of the action.
 */
export async function audited<T>(
  auditor: AuditorService,
  options: AuditorServiceCreateEventOptions,
  work: () => Promise<T>,
  metaOf?: (result: T) => JsonObject,
): Promise<T> {
  const event = await auditor.createEvent(options);
  const ids: string[] = [];
  const auditIds = () => (ids.length ? { auditIds: ids } : undefined);
  try {
    const result = await collectAuditIds(ids, work);
    const meta = { ...metaOf?.(result), ...auditIds() };
    await event.success(Object.keys(meta).length ? { meta } : undefined);
    return result;
  } catch (error) {
    const meta = auditIds();
    await event.fail({ error: toError(error), ...(meta && { meta }) });
    throw error;
  }
}
