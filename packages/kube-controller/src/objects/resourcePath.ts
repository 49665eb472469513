import { ResourceType } from './ResourceType';

/**
 * The URL path of a resource, of one object of it, or of a subresource.
 * Each part is escaped, so a name can never reach another path.
 *
 * @public
 */
export function resourcePath(
  resource: ResourceType,
  ref: { namespace?: string; name?: string; subresource?: string } = {},
): string {
  const parts = resource.group
    ? ['apis', resource.group, resource.version]
    : ['api', resource.version];
  if (resource.namespaced && ref.namespace) {
    parts.push('namespaces', ref.namespace);
  }
  parts.push(resource.plural);
  if (ref.name !== undefined) {
    if (!/^[^/%]+$/.test(ref.name) || ref.name === '.' || ref.name === '..') {
      throw new Error(`"${ref.name}" is not the name of an object`);
    }
    if (resource.namespaced && !ref.namespace) {
      throw new Error(
        `${resource.kind} "${ref.name}" was addressed without a namespace`,
      );
    }
    parts.push(ref.name);
  }
  if (ref.subresource) {
    parts.push(ref.subresource);
  }
  return `/${parts.map(encodeURIComponent).join('/')}`;
}
