import type { z as Zod } from 'zod/v3';

const REF = { description: 'management cluster/namespace/name' };

/** How actions are told of a cluster that is there, and tell of it. */
export const clusterRefSchema = {
  input: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) =>
      z.string({ description: 'The very object that is meant.' }).optional(),
  },
  output: {
    ref: (z: typeof Zod) => z.string(REF),
    uid: (z: typeof Zod) => z.string(),
  },
};
