import { messageOf } from '@dpf-portal/kube-controller';
import {
  EtcdGateway,
  EtcdGatewayOptions,
} from '../../controlPlane/EtcdGateway';

/**
 * Turns etcd's authentication on, with user `root` by certificate, as Kamaji wants its DataStore.
 * Does nothing when it is on already.
 */
export async function enableEtcdAuth(
  options: EtcdGatewayOptions,
): Promise<void> {
  const etcd = new EtcdGateway(options);
  if (await isEnabled(etcd)) {
    return;
  }
  // A user or role that is there already is what we want.
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
  // With authentication on the gateway refuses a certificate that names a user, and says so.
  const status = await unless(/CommonName/, () =>
    etcd.post<{ enabled?: boolean }>('/v3/auth/status', {}),
  );
  return status === undefined || status.enabled === true;
}

/** Undefined when it fails as expected. */
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
