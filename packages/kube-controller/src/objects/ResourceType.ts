/**
 * What is needed to address a resource: its group (`''` is the core group), version and plural,
 * and the kind of its objects.
 *
 * @public
 */
export interface ResourceType {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

/** The `apiVersion` of the objects of a resource. @public */
export function apiVersionOf(resource: ResourceType): string {
  return resource.group
    ? `${resource.group}/${resource.version}`
    : resource.version;
}
