import { createApiRef } from '@backstage/core-plugin-api';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';

/** The dpf back end's REST API. @public */
export const dpfApiRef = createApiRef<DpfApi>({ id: 'plugin.dpf.client' });
