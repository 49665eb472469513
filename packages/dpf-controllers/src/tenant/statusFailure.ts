import { TenantAnswer } from './TenantHttpClient';
import { TenantRequestError } from './TenantRequestError';

/** What an answer other than 200 means; `undefined` for 200. Never quotes the answer's body. */
export function statusFailure(
  answer: TenantAnswer,
): TenantRequestError | undefined {
  const { status } = answer;
  if (status === 200) {
    return undefined;
  }
  if (status === 401 || status === 403) {
    return new TenantRequestError(
      'CredentialsRejected',
      status === 401
        ? 'The server does not accept the kubeconfig’s credentials.'
        : 'The kubeconfig’s user may not read the cluster.',
    );
  }
  if (status >= 300 && status < 400) {
    return new TenantRequestError(
      'Unhealthy',
      'The server answered with a redirect, which is not followed.',
    );
  }
  return new TenantRequestError(
    'Unhealthy',
    `The server answered with status ${status}.`,
  );
}
