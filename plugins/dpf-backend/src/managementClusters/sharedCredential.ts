import { Finding } from '@dpf-portal/dpf-model';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';

/** The finding that reconcilers run with the portal's identity; `undefined` when none run or they have their own. */
export function sharedCredential(
  settings: ManagementClusterSettings,
): Finding | undefined {
  const runs = Object.values(settings.roles).some(mode => mode !== 'disabled');
  if (!runs || settings.controllersKubeConfig) {
    return undefined;
  }
  return {
    code: 'SharedCredential',
    severity: 'warning',
    blocking: false,
    sentence: `The portal and its reconcilers use one credential on ${settings.name}.`,
    remedy: 'Give the reconcilers their own in controllers.',
    who: 'platform',
  };
}
