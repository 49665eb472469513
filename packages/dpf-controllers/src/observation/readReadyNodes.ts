import { TenantHttpClient } from '../tenant/TenantHttpClient';
import { statusFailure } from '../tenant/statusFailure';

const PAGE = 500;
const MOST_PAGES = 8;
const MAX_BYTES = 16 * 1024 * 1024;
const NODE_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

interface NodePage {
  metadata?: { continue?: unknown };
  items?: Array<{
    metadata?: { name?: unknown };
    status?: { conditions?: Array<{ type?: unknown; status?: unknown }> };
  }>;
}

/** @throws TenantRequestError when the tenant does not answer the list. */
export async function readReadyNodes(
  client: TenantHttpClient,
): Promise<{ names: string[]; bytes: number }> {
  const names: string[] = [];
  let bytes = 0;
  let token = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (token) {
      query.set('continue', token);
    }
    const answer = await client.get(`/api/v1/nodes?${query}`, {
      maxBytes: MAX_BYTES,
    });
    const failure = statusFailure(answer);
    if (failure) {
      throw failure;
    }
    bytes += answer.body.length;
    const list = JSON.parse(answer.body) as NodePage;
    for (const node of list.items ?? []) {
      const name = node.metadata?.name;
      const ready = node.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      );
      if (ready && typeof name === 'string' && NODE_NAME.test(name)) {
        names.push(name);
      }
    }
    if (
      typeof list.metadata?.continue !== 'string' ||
      !list.metadata.continue
    ) {
      break;
    }
    token = list.metadata.continue;
  }
  return { names, bytes };
}
