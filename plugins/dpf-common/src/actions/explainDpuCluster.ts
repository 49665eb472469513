import { Finding, sentence } from '@dpf-portal/dpf-model';
import { DpuClusterAnswer } from '../api/DpuClusterView';
import {
  ActionFields,
  ZodOfHost,
  defineAction,
  zodObjectOf,
} from './DpfAction';
import {
  clusterRefFields,
  clusterRefOutput,
  refOfInput,
} from './clusterRefFields';
import { titleOf } from './describeOutcome';

const findingFields = {
  code: z => z.string(),
  severity: z => z.enum(['info', 'warning', 'error']),
  sentence: z => z.string({ description: 'What is wrong.' }),
  remedy: z =>
    z.string({ description: 'What to do. Commands stand in backticks.' }),
  who: z =>
    z.enum(['owner', 'platform', 'nobody'], { description: 'Who acts.' }),
  blocking: z => z.boolean({ description: 'Waiting longer cannot help.' }),
  since: z => z.string({ description: 'RFC 3339, where known.' }).optional(),
  acknowledged: z =>
    z.boolean({ description: 'Somebody knows of it.' }).optional(),
  effects: z =>
    z
      .array(z.string(), {
        description: 'What only follows from it; each in a sentence.',
      })
      .optional(),
} satisfies ActionFields;

const output = {
  ref: clusterRefOutput.ref,
  phase: (z: ZodOfHost) => z.string(),
  ready: (z: ZodOfHost) => z.boolean(),
  summary: (z: ZodOfHost) => z.string({ description: 'The answer as text.' }),
  reach: (z: ZodOfHost) =>
    z
      .string({ description: 'How many other clusters have the same problem.' })
      .optional(),
  findings: (z: ZodOfHost) =>
    z.array(zodObjectOf(z, findingFields), { description: 'Worst first.' }),
  reachable: (z: ZodOfHost) =>
    z.boolean({
      description:
        'False: its management cluster does not answer, and all of this is from before.',
    }),
} satisfies ActionFields;

/** The phase, the worst finding, and how old that is where the management cluster is unreachable. */
function summaryOf({ item, source }: DpuClusterAnswer): string {
  const [worst] = item.findings;
  const isDeleting = item.deletionRequestedAt !== undefined;
  return [
    `${titleOf(item)} is ${isDeleting ? 'being deleted' : item.phase}.`,
    ...(worst ? [sentence(worst.sentence), sentence(worst.remedy)] : []),
    ...(worst ? [] : ['No rule finds anything wrong.']),
    ...(source.reachable
      ? []
      : [
          `${
            source.managementCluster
          } does not answer; this is what was known ${
            source.observedAt ? `at ${source.observedAt}` : 'before'
          }.`,
        ]),
  ].join(' ');
}

function toOutput(finding: Finding) {
  const { code, severity, remedy, who, blocking, since, effects } = finding;
  return {
    code,
    severity,
    sentence: finding.sentence,
    remedy,
    who,
    blocking,
    since,
    acknowledged: finding.acknowledgement ? true : undefined,
    effects: effects?.map(effect => effect.sentence),
  };
}

/** Explains what is wrong with a DPU cluster, what to do, and who acts. @public */
export const explainDpuClusterAction = defineAction({
  name: 'explain-dpu-cluster',
  title: 'Explain a DPU cluster',
  description: [
    'Explains why a DPU cluster is not Ready, or what else is wrong with it: each finding with its remedy and who must act.',
    '## When to use',
    'When somebody asks why a cluster is not Ready, what is wrong with it, or what to do next.',
  ].join('\n\n'),
  attributes: { readOnly: true, destructive: false, idempotent: true },
  input: { ref: clusterRefFields.ref },
  output,
  direct: {},
  examples: [
    { title: 'Why is it not Ready?', input: { ref: 'site-a/team-a/blue' } },
  ],
  async run({ ref }, context) {
    const answer = await context.call(options =>
      context.dpf.getDpuCluster(refOfInput(ref), options),
    );
    const { item, source, reach } = answer;
    return {
      ref: item.ref,
      phase: item.phase,
      ready: item.phase === 'Ready',
      summary: summaryOf(answer),
      reach: reach?.sentence,
      findings: item.findings.map(toOutput),
      reachable: source.reachable,
    };
  },
});
