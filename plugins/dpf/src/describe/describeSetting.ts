import { SettingChange } from '@dpf-portal/backstage-plugin-dpf-common';
import { FIELD_MANAGERS, isOwnFieldManager } from '@dpf-portal/dpf-model';

const NAMES: Readonly<Record<string, string>> = {
  type: 'Type',
  maxNodes: 'DPU ceiling',
  version: 'Requested version',
  kubeconfig: 'Kubeconfig Secret',
  interface: 'Interface',
  vip: 'VIP',
  virtualRouterID: 'Virtual router ID',
  nodeSelector: 'keepalived nodes',
  owner: 'Owner',
  purpose: 'Purpose',
  expires: 'Reminder',
  pausedUntil: 'Paused until',
  credentials: 'Credentials for users',
  locked: 'Lock against deletion',
};

/** What people call a setting of the history. */
export function describeSettingName(setting: string): string {
  return (
    NAMES[setting] ??
    setting.replace(/^./, first => first.toLocaleUpperCase('en'))
  );
}

/** `DPU ceiling: 10 → 20`. A dash stands for no value. */
export function describeSettingChange({
  setting,
  from,
  to,
  detail,
}: SettingChange): string {
  return `${describeSettingName(setting)}: ${
    detail ?? `${from ?? '—'} → ${to ?? '—'}`
  }`;
}

/** Who changed a setting, where no user is known: the API server records programs, not people. */
export function describeWriter({ manager }: SettingChange): string {
  if (!manager) {
    return 'Not recorded';
  }
  if (manager === FIELD_MANAGERS.requests) {
    return 'This portal, for a user that was not recorded';
  }
  return isOwnFieldManager(manager)
    ? `This portal’s controllers (${manager})`
    : `${manager} (the API server does not record the person)`;
}
