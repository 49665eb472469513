import { ConflictError, InputError } from '@backstage/errors';
import {
  DpuClusterChange,
  changedFields,
  dpuClusterChangeSchema,
  given,
} from '@dpf-portal/dpf-model';
import { ActionFields, ZodOfHost, defineAction } from './DpfAction';
import {
  clusterRefFields,
  clusterRefOutput,
  refOfInput,
} from './clusterRefFields';
import { dryRunField } from './dryRunField';
import { inputOf } from './inputOf';

const input = {
  ...clusterRefFields,
  ...inputOf(dpuClusterChangeSchema),
  resume: (z: ZodOfHost) =>
    z.boolean({ description: 'Ends a pause.' }).optional(),
  unlock: (z: ZodOfHost) =>
    z.boolean({ description: 'Removes the lock against deletion.' }).optional(),
  confirmDpus: (z: ZodOfHost) =>
    z
      .union([z.number().int(), z.literal('unknown')], {
        description:
          'The number of DPUs that the change of labels deletes. A dry run tells it.',
      })
      .optional(),
};

const output = {
  ...clusterRefOutput,
  version: (z: ZodOfHost) =>
    z.string({ description: 'The installed version.' }).optional(),
  effects: (z: ZodOfHost) =>
    z.array(z.string(), {
      description: 'What follows from the change, in sentences.',
    }),
} satisfies ActionFields;

/** The message where a cluster is not the one that the caller means. */
export function madeAgain(ref: string): ConflictError {
  return new ConflictError(
    `${ref} was deleted and created again by somebody else.`,
  );
}

/** Changes a DPU cluster. @public */
export const updateDpuClusterAction = defineAction({
  name: 'update-dpu-cluster',
  title: 'Change a DPU cluster',
  description: [
    'Changes a DPU cluster: version, DPUs, owner, purpose, expiry, labels, kubeconfig, consent, pause, lock or certificates. Fields that are not given keep their values.',
    '## When to use',
    'When the user asks for a change of a cluster. Make a dry run first and show its effects: a change of labels can delete DPUs.',
  ].join('\n\n'),
  attributes: { readOnly: false, destructive: true, idempotent: true },
  input,
  output,
  direct: { dryRun: dryRunField },
  examples: [
    {
      title: 'What would follow from another ceiling of DPUs',
      input: { ref: 'site-a/team-a/blue', maxNodes: 20, dryRun: true },
    },
    {
      title: 'Lock it against deletion',
      input: { ref: 'site-a/team-a/blue', locked: 'Demo on Friday.' },
    },
  ],
  async run(values, context) {
    const { log, dpf } = context;
    const {
      ref: refText,
      uid,
      resume,
      unlock,
      confirmDpus,
      dryRun = false,
      ...fields
    } = values;
    const ref = refOfInput(refText);
    const change: DpuClusterChange = {
      ...given(fields),
      ...(resume ? { pausedUntil: null } : {}),
      ...(unlock ? { locked: null } : {}),
    };
    const names = changedFields(change);
    if (names.length === 0) {
      throw new InputError(
        'There is nothing to change. Set at least one field.',
      );
    }
    const before = await context.call(how => dpf.getDpuCluster(ref, how));
    if (uid && before.item.uid !== uid) {
      throw madeAgain(before.item.ref);
    }
    const answer = await context.call(how =>
      dpf.updateDpuCluster(
        ref,
        change,
        dryRun ? { ...how, dryRun } : { ...how, confirmDpus },
      ),
    );
    const item = dryRun ? before.item : answer.item;
    const { labelChange, effects: others = [] } = answer;
    const effects = [...(labelChange ? [labelChange.sentence] : []), ...others];
    if (dryRun) {
      effects.forEach(said => log.info(said));
    }
    log.info(
      dryRun
        ? `${item.ref} exists. Would change: ${names.join(
            ', ',
          )}. Nothing was changed.`
        : `Changed ${names.join(', ')} of ${item.ref}.`,
    );
    return { ref: item.ref, uid: item.uid, version: item.version, effects };
  },
});
