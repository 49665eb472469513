import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { BackendProcess } from './BackendProcess';

/** A client of the REST API of a back end for the guest user. */
export function dpfClientOf(backend: BackendProcess): DpfClient {
  return new DpfClient({
    discoveryApi: {
      getBaseUrl: async plugin => `${backend.baseUrl}/api/${plugin}`,
    },
    fetchApi: {
      fetch: async (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${await backend.guestToken()}`);
        return fetch(input, { ...init, headers });
      },
    },
  });
}
