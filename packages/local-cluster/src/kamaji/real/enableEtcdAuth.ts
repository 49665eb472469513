import { messageOf } from '@dpf-portal/kube-controller';
import {
  EtcdGateway,
  EtcdGatewayOptions,
} from '../../controlPlane/EtcdGateway';

/**
 * Enables etcd's authentication with a certificate of user `root`, as Kamaji requires for its DataStore. Does nothing
 * if it is already enabled.
 */
export async function enableEtcdAuth(
  options: EtcdGatewayOptions,
): Promise<void> {
  const etcd = new EtcdGateway(options);
  if (await isEnabled(etcd)) {
    return;
  }
  // An existing user or role is fine.
  await unless(/already exists/, () =>
    etcd.post('/v3/auth/user/add', {
      name: 'root',
      options: { no_password: true },
    }),
  );
  await unless(/already exists/, () =>
    etcd.post('/v3/auth/role/add', { name: 'root' }),
  );
  await etcd.post('/v3/auth/user/grant', { user: 'root', role: 'root' });
  await etcd.post('/v3/auth/enable', {});
}

async function isEnabled(etcd: EtcdGateway): Promise<boolean> {
  // With authentication enabled the gateway rejects a certificate with a user name, with a specific error.
  const status = await unless(/CommonName/, () =>
    etcd.post<{ enabled?: boolean }>('/v3/auth/status', {}),
  );
  return status === undefined || status.enabled === true;
}

/** Resolves with undefined on the expected error. */
async function unless<T>(
  expected: RegExp,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (expected.test(messageOf(error))) {
      return undefined;
    }
    throw error;
  }
}
