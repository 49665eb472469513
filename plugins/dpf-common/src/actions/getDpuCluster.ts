import { ActionFields, ZodOfHost, defineAction } from './DpfAction';
import {
  clusterRefFields,
  clusterRefOutput,
  refOfInput,
} from './clusterRefFields';
import { clusterSummary, clusterSummaryFields } from './clusterSummary';

const optionalText = (description: string) => (z: ZodOfHost) =>
  z.string({ description }).optional();

const output = {
  ...clusterSummaryFields,
  uid: clusterRefOutput.uid,
  createdAt: (z: ZodOfHost) => z.string(),
  phaseSince: (z: ZodOfHost) => z.string(),
  deletionRequestedAt: optionalText('It is being deleted since then.'),
  requestedBy: optionalText('Entity ref of the user who requested it.'),
  locked: optionalText('Who locked it against deletion, and why.'),
  pausedUntil: optionalText('Its reconcilers leave it alone until then.'),
  requestedVersion: optionalText('Where it is not the installed one.'),
  server: optionalText('Address of its API server.'),
  vip: optionalText('Its virtual IP.'),
  labels: (z: ZodOfHost) => z.record(z.string()).optional(),
  conditions: (z: ZodOfHost) =>
    z.array(
      z.object({
        type: z.string(),
        status: z.string(),
        reason: z.string().optional(),
        message: z.string().optional(),
      }),
    ),
  changes: (z: ZodOfHost) =>
    z.array(
      z.object({
        change: z.string(),
        possible: z.boolean(),
        reason: z.string().optional(),
      }),
      {
        description: 'What the caller can change of it, and why not the rest.',
      },
    ),
  managedByGit: optionalText(
    'The tool that applies it from a repository, and what that means for changes.',
  ),
  reachable: (z: ZodOfHost) =>
    z.boolean({
      description:
        'False: its management cluster does not answer, and all of this is from before.',
    }),
} satisfies ActionFields;

/** Reads one DPU cluster. @public */
export const getDpuClusterAction = defineAction({
  name: 'get-dpu-cluster',
  title: 'Get a DPU cluster',
  description: [
    'Reads one DPU cluster: phase, conditions, address, labels, and what the caller can change of it.',
    '## When to use',
    'Before update-dpu-cluster or retire-dpu-cluster, and for the settings of a cluster. For what is wrong with it use explain-dpu-cluster.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input: { ref: clusterRefFields.ref },
  output,
  direct: {},
  examples: [{ title: 'One cluster', input: { ref: 'site-a/team-a/blue' } }],
  async run({ ref }, context) {
    const { item, source } = await context.call(options =>
      context.dpf.getDpuCluster(refOfInput(ref), options),
    );
    return {
      ...clusterSummary(item, context.pages),
      uid: item.uid,
      createdAt: item.createdAt,
      phaseSince: item.phaseSince,
      deletionRequestedAt: item.deletionRequestedAt,
      requestedBy: item.requestedBy,
      locked: item.locked,
      pausedUntil: item.pausedUntil,
      requestedVersion: item.requestedVersion,
      server: item.endpoint?.server,
      vip: item.endpoint?.vip,
      labels: item.labels,
      conditions: item.conditions.map(({ type, status, reason, message }) => ({
        type,
        status,
        reason,
        message,
      })),
      changes: (item.edits?.items ?? []).map(({ edit, offered, reason }) => ({
        change: edit,
        possible: offered,
        reason,
      })),
      managedByGit: item.edits?.managedByGit,
      reachable: source.reachable,
    };
  },
});
