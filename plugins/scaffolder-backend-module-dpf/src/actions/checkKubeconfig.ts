import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { dpuClusterRequestSchema } from '@dpf-portal/dpf-model';
import { DpfActionOptions } from '../backend/DpfActionOptions';
import { callAs } from '../backend/callAs';
import { toActionError } from '../backend/toActionError';
import { examples } from './checkKubeconfig.examples';
import { given, inputOf } from './inputOf';

const fields = dpuClusterRequestSchema.properties;

/**
 * `dpf:kubeconfig:check`: judges an uploaded kubeconfig anew and asks its server anew, as the person who started the task
 * and uploaded it. It fails where a rule is broken, and with `mustAnswer` where the server does not answer. Nothing is
 * changed, in a dry run either. Run again after a crash it answers as before: by then the upload may be used.
 *
 * @public
 */
export function createCheckKubeconfigAction(options: DpfActionOptions) {
  const { dpf } = options;
  return createTemplateAction({
    id: 'dpf:kubeconfig:check',
    description:
      'Checks an uploaded kubeconfig: what breaks a rule, and whether its server answers.',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...inputOf({
          required: ['kubeconfigUpload'],
          properties: {
            kubeconfigUpload: {
              ...fields.kubeconfigUpload,
              description: 'The handle that the field DpfKubeconfig puts in.',
            },
            managementCluster: fields.managementCluster,
          },
        }),
        mustAnswer: z =>
          z
            .boolean({
              description: 'Fail when the server does not answer from here.',
            })
            .optional(),
      },
      output: {
        server: z => z.string({ description: 'https://host:port' }),
        serverVersion: z =>
          z.string({ description: 'As v1.30.2, where the server answered.' }),
        answers: z => z.boolean({ description: 'The server answered.' }),
        message: z => z.string({ description: 'How it stands, for a person.' }),
      },
    },
    async handler(ctx) {
      const { logger } = ctx;
      const { mustAnswer, kubeconfigUpload, ...rest } = ctx.input;
      const call = callAs(await ctx.getInitiatorCredentials(), options, ctx);
      const verdict = await ctx
        .checkpoint({
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
        })
        .catch(error => {
          throw toActionError(error);
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
        : [`${server} does not answer as it should.`, ...warnings].join(' ');
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
