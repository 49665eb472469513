import {
  ActionFields,
  ZodOfHost,
  defineAction,
  zodObjectOf,
} from './DpfAction';
import { clusterSummary, clusterSummaryFields } from './clusterSummary';

const DEFAULT_LIMIT = 50;

const input = {
  managementCluster: z => z.string().optional(),
  namespace: z => z.string().optional(),
  owner: z =>
    z
      .string({
        description: 'Entity ref of the owner, as group:default/team-a.',
      })
      .optional(),
  mine: z =>
    z
      .boolean({
        description: 'Only clusters of the caller and the caller’s groups.',
      })
      .optional(),
  phase: z =>
    z.enum(['Pending', 'Creating', 'Ready', 'NotReady', 'Failed']).optional(),
  needs: z =>
    z
      .enum(['you', 'owner', 'platform', 'progress'], {
        description:
          'Who must act. progress: nobody, because it is being created, upgraded, repaired or retired.',
      })
      .optional(),
  text: z =>
    z
      .string({
        description: 'Part of name, namespace, owner, type, VIP or version.',
      })
      .optional(),
  limit: z =>
    z
      .number({ description: `Defaults to ${DEFAULT_LIMIT}.` })
      .int()
      .positive()
      .max(200)
      .optional(),
} satisfies ActionFields;

const output = {
  clusters: (z: ZodOfHost) =>
    z.array(
      zodObjectOf(z, clusterSummaryFields).extend({
        problem: z
          .string({ description: 'The worst problem, in a sentence.' })
          .optional(),
      }),
    ),
  total: (z: ZodOfHost) =>
    z.number({ description: 'How many clusters match, beyond the limit too.' }),
  outdated: (z: ZodOfHost) =>
    z.array(z.string(), {
      description:
        'Management clusters that do not answer: what is said of their clusters is from before.',
    }),
} satisfies ActionFields;

/** Lists the DPU clusters that the caller may read. @public */
export const listDpuClustersAction = defineAction({
  name: 'list-dpu-clusters',
  title: 'List DPU clusters',
  description: [
    'Lists the DPU clusters (Kubernetes clusters whose nodes are NVIDIA DPUs) that the caller may read, each with its phase, owner and worst problem.',
    '## When to use',
    'To find a cluster by name, owner or state, or to see which ones need somebody to act. For the reasons and remedies of one cluster use explain-dpu-cluster.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input,
  output,
  direct: {},
  examples: [
    { title: 'The clusters of the caller', input: { mine: true } },
    {
      title: 'Clusters that wait for the platform team',
      input: { needs: 'platform' as const },
    },
  ],
  async run({ phase, needs, owner, limit = DEFAULT_LIMIT, ...query }, context) {
    const list = await context.call(options =>
      context.dpf.listDpuClusters(
        {
          ...query,
          limit,
          ...(owner && { owner: [owner] }),
          ...(phase && { phase: [phase] }),
          ...(needs && { needs: [needs] }),
        },
        options,
      ),
    );
    return {
      clusters: list.items.map(item => ({
        ...clusterSummary(item, context.pages),
        problem: item.problem?.sentence,
      })),
      total: list.totalItems,
      outdated: list.sources
        .filter(({ reachable }) => !reachable)
        .map(({ managementCluster }) => managementCluster),
    };
  },
});
