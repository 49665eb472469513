import { eventually } from './eventually';

/** The token cache of the API server keeps an answer for 10 s. */
export const REFUSED_WITHIN_MS = 15_000;

/**
 * Resolves when the API server refuses a credential. It may accept no request that is sent 15 s after the revocation or
 * later. The time of the answer does not count, because a busy machine delays it.
 */
export async function refusedInTime(
  revokedAt: number,
  isRefused: () => Promise<boolean>,
): Promise<void> {
  let lastAcceptedAt = revokedAt;
  await eventually('the API server refuses it', async () => {
    const sentAt = Date.now();
    if (await isRefused()) {
      return true;
    }
    lastAcceptedAt = sentAt;
    return undefined;
  });
  expect(lastAcceptedAt - revokedAt).toBeLessThan(REFUSED_WITHIN_MS);
}
