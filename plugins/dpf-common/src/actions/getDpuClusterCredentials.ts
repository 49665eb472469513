import {
  CREDENTIAL_ROLES,
  dpuClusterPageUrl,
  kubeconfigCommand,
} from '@dpf-portal/dpf-model';
import { ActionFields, ZodOfHost, defineAction } from './DpfAction';
import {
  clusterRefFields,
  clusterRefOutput,
  refOfInput,
} from './clusterRefFields';

const output = {
  ref: clusterRefOutput.ref,
  roles: (z: ZodOfHost) =>
    z.array(z.string(), {
      description: 'The roles that the caller may have, weakest first.',
    }),
  defaultLifetime: (z: ZodOfHost) => z.string(),
  maxLifetime: (z: ZodOfHost) => z.string(),
  command: (z: ZodOfHost) =>
    z
      .string({
        description:
          'A command line for the user’s own machine, which fetches a kubeconfig of the role and writes it to a file.',
      })
      .optional(),
  pageUrl: (z: ZodOfHost) =>
    z.string({ description: 'The page on which it can be downloaded, too.' }),
  problem: (z: ZodOfHost) =>
    z.string({ description: 'Why none can be made now.' }).optional(),
  held: (z: ZodOfHost) =>
    z.array(
      z.object({
        id: z.string(),
        user: z.string(),
        role: z.string(),
        until: z.string(),
        state: z.string(),
      }),
      {
        description:
          'Credentials that have not ended, as far as the caller may see them.',
      },
    ),
} satisfies ActionFields;

/**
 * Says which credentials the caller can have for a DPU cluster, and how to get one. It hands out no kubeconfig: what an
 * action returns stands in the transcript of a client or in the record of a task, where a secret must not be. A command line
 * holds none, and what it fetches exists only on the user's machine.
 *
 * @public
 */
export const getDpuClusterCredentialsAction = defineAction({
  name: 'get-dpu-cluster-credentials',
  title: 'Get access to a DPU cluster',
  description: [
    'Says which short-lived credentials the caller can have for a DPU cluster, with the command line that fetches a kubeconfig, and which ones exist. It returns no secret.',
    '## When to use',
    'When the user wants to use kubectl with a DPU cluster, or asks who has access. Show the command to the user and do not run it: a kubeconfig is a secret.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input: {
    ref: clusterRefFields.ref,
    role: (z: ZodOfHost) =>
      z
        .enum(CREDENTIAL_ROLES, {
          description:
            'The role of the kubeconfig that the command fetches. Defaults to the weakest that the caller may have.',
        })
        .optional(),
  },
  output,
  direct: {},
  examples: [
    {
      title: 'A kubeconfig that can read',
      input: { ref: 'site-a/team-a/blue', role: 'view' as const },
    },
  ],
  async run({ ref: refText, role }, context) {
    const ref = refOfInput(refText);
    const { items, offer } = await context.call(options =>
      context.dpf.listCredentials(ref, options),
    );
    const allowed = offer.roles.filter(one => one.allowed).map(one => one.role);
    const wanted = role ?? allowed[0];
    const mayHave = wanted !== undefined && allowed.includes(wanted);
    const missing = role
      ? `You may not have the role ${role} there.`
      : 'You may have no role there.';
    return {
      ref: refText,
      roles: allowed,
      defaultLifetime: offer.defaultLifetime,
      maxLifetime: offer.maxLifetime,
      ...(mayHave &&
        !offer.problem && {
          command: kubeconfigCommand(ref, {
            role: wanted,
            apiBaseUrl: await context.apiBaseUrl(),
          }),
        }),
      pageUrl: dpuClusterPageUrl(ref, context.pages),
      problem: offer.problem ?? (mayHave ? undefined : missing),
      held: items.map(({ id, user, role: held, until, state }) => ({
        id,
        user,
        role: held,
        until,
        state,
      })),
    };
  },
});
