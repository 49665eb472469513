/** A Node, as the API server of a tenant lists it. */
export function aNode(
  name: string,
  ready = true,
  kubeletVersion?: string,
): object {
  return {
    metadata: { name },
    status: {
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      ...(kubeletVersion ? { nodeInfo: { kubeletVersion } } : {}),
    },
  };
}

/** A page of Nodes. */
export function nodeList(items: unknown[], token?: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'NodeList',
    metadata: token === undefined ? {} : { continue: token },
    items,
  });
}
