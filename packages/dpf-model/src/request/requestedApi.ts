import {
  DpfCapabilities,
  DpuClusterApi,
} from '../capabilities/DpfCapabilities';

/**
 * The API a request is made in: the group it names, else the released one, else the only one. `undefined` when it is not
 * served.
 *
 * @public
 */
export function requestedApi(
  request: { group?: string },
  capabilities: DpfCapabilities,
): DpuClusterApi | undefined {
  return request.group !== undefined
    ? capabilities.apis.find(api => api.group === request.group)
    : capabilities.apis[0];
}
