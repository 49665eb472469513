import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { inputOf } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterRequestSchema, given } from '@dpf-portal/dpf-model';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { taskCallAs } from '../backend/taskContext';
import { examples } from './checkKubeconfig.examples';

const fields = dpuClusterRequestSchema.properties;

/**
 * `dpf:kubeconfig:check`: checks an uploaded kubeconfig and its server again, as the user who started the task and
 * uploaded it. Fails if the kubeconfig breaks a rule and, with `mustAnswer`, if the server does not answer. Changes
 * nothing. A second run after a crash returns the first result, because the upload may have been used since.
 *
 * @public
 */
export function createCheckKubeconfigAction(options: DpfActionOptions) {
  const { dpf } = options;
  return createTemplateAction({
    id: 'dpf:kubeconfig:check',
    description:
      'Checks whether an uploaded kubeconfig is valid and whether its server answers.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...inputOf({
          required: ['kubeconfigUpload'],
          properties: {
            kubeconfigUpload: {
              ...fields.kubeconfigUpload,
              description: 'The handle from the form field DpfKubeconfig.',
            },
            managementCluster: fields.managementCluster,
          },
        }),
        mustAnswer: z =>
          z
            .boolean({
              description:
                'Fail if the server does not answer from the portal.',
            })
            .optional(),
      },
      output: {
        server: z => z.string({ description: 'https://host:port' }),
        serverVersion: z =>
          z.string({
            description: 'For example v1.30.2, if the server answered.',
          }),
        answers: z =>
          z.boolean({ description: 'Whether the server answered.' }),
        message: z => z.string({ description: 'The result as text.' }),
      },
    },
    async handler(ctx) {
      const { logger } = ctx;
      const { mustAnswer, kubeconfigUpload, ...rest } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const call = taskCallAs(credentials, options, ctx);
      const verdict = await ctx.checkpoint({
        key: 'dpf.kubeconfig.check',
        fn: async () => {
          const answer = await call(how =>
            dpf.checkKubeconfig(
              { ...given(rest), kubeconfigUpload, requestId: ctx.task.id },
              how,
            ),
          );
          return {
            server: answer.server ?? '',
            serverVersion: answer.serverVersion ?? '',
            problems: answer.problems.map(({ message }) => message),
            warnings: answer.warnings.map(({ message }) => message),
          };
        },
      });
      const { server, serverVersion, problems, warnings } = verdict;
      if (problems.length > 0) {
        throw new InputError(
          ['The kubeconfig cannot be used.', ...problems].join('\n- '),
        );
      }
      const answers = warnings.length === 0;
      const message = answers
        ? `${server} answers${serverVersion && ` and runs ${serverVersion}`}.`
        : [`The check of ${server} failed.`, ...warnings].join(' ');
      if (mustAnswer && !answers) {
        throw new Error(message);
      }
      logger.info(message);
      ctx.output('server', server);
      if (serverVersion) {
        ctx.output('serverVersion', serverVersion);
      }
      ctx.output('answers', answers);
      ctx.output('message', message);
    },
  });
}
