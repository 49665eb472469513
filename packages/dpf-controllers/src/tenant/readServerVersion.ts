import { TenantHttpClient } from './TenantHttpClient';
import { parseServerVersion } from './parseServerVersion';

/** The tenant's version; `undefined` when it does not say. Never rejects. */
export async function readServerVersion(
  client: TenantHttpClient,
  options: { timeoutMs: number },
): Promise<string | undefined> {
  try {
    const { body } = await client.get('/version', options);
    return parseServerVersion(body);
  } catch {
    return undefined;
  }
}
