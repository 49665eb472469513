import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/** A token to call the dpf back end as somebody. Made anew for each call: it lives minutes, a task may live longer. */
export async function dpfToken(
  auth: AuthService,
  onBehalfOf: BackstageCredentials,
): Promise<string> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf,
    targetPluginId: 'dpf',
  });
  return token;
}
