import {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';

/** A token with which this plugin asks the dpf back end for somebody, or for itself. */
export async function dpfTokenFor(
  auth: AuthService,
  onBehalfOf: BackstageCredentials,
): Promise<string> {
  const { token } = await auth.getPluginRequestToken({
    onBehalfOf,
    targetPluginId: 'dpf',
  });
  return token;
}
