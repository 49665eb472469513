import { createApiRef, useApi } from '@backstage/core-plugin-api';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { useMemo } from 'react';
import { forReader } from './forReader';

/** The dpf back end's REST API. @public */
export const dpfApiRef = createApiRef<DpfApi>({ id: 'plugin.dpf.client' });

/** The REST API for components, wrapped by {@link forReader}. Use this instead of `useApi(dpfApiRef)`. */
export function useDpfApi(): DpfApi {
  const api = useApi(dpfApiRef);
  return useMemo(() => forReader(api), [api]);
}
