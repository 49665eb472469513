import { KubeNode } from './World';

/** Does a node have all labels of a node selector, with these very values? @public */
export function selectsNode(
  selector: Record<string, string>,
  node: KubeNode,
): boolean {
  return Object.entries(selector).every(
    ([key, value]) => node.metadata.labels?.[key] === value,
  );
}
