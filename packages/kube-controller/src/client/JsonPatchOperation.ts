/** One step of a JSON patch (RFC 6902), as far as it is needed here. @public */
export type JsonPatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string };
