import { NotFoundError } from '@backstage/errors';
import { describeRunner } from '@dpf-portal/dpf-model';
import {
  ManagementClusterSetup,
  PlatformManagementCluster,
} from '../api/Platform';
import {
  ActionFields,
  ZodOfHost,
  defineAction,
  zodObjectOf,
} from './DpfAction';

const clusterFields = {
  name: z => z.string(),
  title: z => z.string(),
  ready: z =>
    z.boolean({ description: 'It answers, and no check has a problem.' }),
  problem: z => z.string({ description: 'Why it is not reached.' }).optional(),
  dpfVersion: z => z.string().optional(),
  roles: z =>
    z.array(
      z.object({ role: z.string(), runBy: z.string(), reason: z.string() }),
      { description: 'Who reconciles what, and why.' },
    ),
  clusterCount: z => z.number(),
  checks: z =>
    z.array(
      z.object({
        check: z.string(),
        state: z.enum(['warning', 'problem']),
        message: z.string(),
        remedy: z.string().optional(),
      }),
      { description: 'The checks of its setup that are not fine.' },
    ),
} satisfies ActionFields;

const output = {
  ready: (z: ZodOfHost) =>
    z.boolean({ description: 'All of these management clusters are ready.' }),
  managementClusters: (z: ZodOfHost) => z.array(zodObjectOf(z, clusterFields)),
  problems: (z: ZodOfHost) =>
    z.array(
      z.object({
        code: z.string(),
        severity: z.string(),
        who: z.string(),
        clusterCount: z.number(),
      }),
      {
        description:
          'Open problems of all management clusters and DPU clusters, by cause, worst first.',
      },
    ),
} satisfies ActionFields;

function toOutput(
  site: PlatformManagementCluster,
  { checks }: Pick<ManagementClusterSetup, 'checks'>,
) {
  const open = checks.flatMap(({ check, state, message, remedy }) =>
    state === 'ok' ? [] : [{ check, state, message, remedy }],
  );
  return {
    name: site.managementCluster,
    title: site.title,
    ready: site.reachable && open.every(({ state }) => state !== 'problem'),
    problem: site.problem,
    dpfVersion: site.dpf?.version,
    roles: site.roles.map(status => ({
      role: status.role,
      runBy: describeRunner(status),
      reason: status.reason,
    })),
    clusterCount: site.clusterCount,
    checks: open,
  };
}

/** Says whether the management clusters are ready for DPU clusters. @public */
export const getPlatformReadinessAction = defineAction({
  name: 'get-platform-readiness',
  title: 'Check the DPU platform',
  description: [
    'Checks whether the management clusters are ready for DPU clusters: whether they answer, who reconciles, and which checks of their setup fail, with remedies. For platform engineers.',
    '## When to use',
    'When several clusters have trouble, before an installation or an upgrade of DPF, or when the user asks what the platform team must do.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input: {
    managementCluster: (z: ZodOfHost) =>
      z.string({ description: 'All when left out.' }).optional(),
  },
  output,
  direct: {},
  examples: [{ title: 'Everything', input: {} }],
  async run({ managementCluster }, context) {
    const { call, dpf } = context;
    const overview = await call(options => dpf.getPlatform(options));
    const sites = overview.managementClusters.filter(
      site =>
        managementCluster === undefined ||
        site.managementCluster === managementCluster,
    );
    if (managementCluster !== undefined && !sites.length) {
      throw new NotFoundError(
        `There is no management cluster ${managementCluster}.`,
      );
    }
    const managementClusters = await Promise.all(
      sites.map(async site =>
        toOutput(
          site,
          await call(options => dpf.getSetup(site.managementCluster, options)),
        ),
      ),
    );
    return {
      ready: managementClusters.every(({ ready }) => ready),
      managementClusters,
      problems: overview.problems.map(
        ({ code, severity, who, clusterCount }) => ({
          code,
          severity,
          who,
          clusterCount,
        }),
      ),
    };
  },
});
