import { KubeObject, ObjectRef } from './KubeObject';

/**
 * The key of an object within its resource: `namespace/name`, or `name` where there is no
 * namespace. As client-go's MetaNamespaceKeyFunc.
 *
 * @public
 */
export function objectKey(object: KubeObject | ObjectRef): string {
  const { namespace, name } = 'metadata' in object ? object.metadata : object;
  return namespace ? `${namespace}/${name}` : name;
}

/** The reverse of {@link objectKey}. @public */
export function parseKey(key: string): ObjectRef {
  const slash = key.indexOf('/');
  return slash < 0
    ? { name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
