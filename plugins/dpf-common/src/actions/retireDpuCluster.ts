import { isError } from '@backstage/errors';
import {
  ActionContext,
  ActionFields,
  ZodOfHost,
  defineAction,
} from './DpfAction';
import {
  clusterRefFields,
  clusterRefOutput,
  refOfInput,
} from './clusterRefFields';
import { dryRunField } from './dryRunField';
import { madeAgain } from './updateDpuCluster';

const output = {
  ...clusterRefOutput,
  message: (z: ZodOfHost) => z.string({ description: 'The result as text.' }),
} satisfies ActionFields;

/**
 * The uid of the cluster that is there now.
 *
 * @throws ConflictError when it is not the one that the caller wants.
 *
 * @public
 */
export async function presentUid(
  ref: string,
  wanted: string | undefined,
  { call, dpf }: Pick<ActionContext, 'call' | 'dpf'>,
): Promise<string> {
  const { item } = await call(how => dpf.getDpuCluster(refOfInput(ref), how));
  if (wanted && wanted !== item.uid) {
    throw madeAgain(ref);
  }
  return item.uid;
}

function whatHappened(ref: string, dryRun: boolean, isGone: boolean): string {
  if (dryRun && !isGone) {
    return `${ref} could be retired. Nothing was deleted.`;
  }
  return isGone
    ? `DPUCluster ${ref} no longer exists. Its control plane, if it had one, may still be being deleted.`
    : `${ref} is being deleted.`;
}

/** Deletes the cluster with this uid. One that is gone by now is no error. @public */
export async function retireDpuCluster(
  { ref, uid, dryRun }: { ref: string; uid: string; dryRun: boolean },
  { call, dpf, log }: ActionContext,
): Promise<{ ref: string; uid: string; message: string }> {
  const where = refOfInput(ref);
  let isGone = false;
  try {
    await call(how => dpf.deleteDpuCluster(where, { ...how, uid, dryRun }));
  } catch (error) {
    isGone = isError(error) && error.name === 'NotFoundError';
    if (!isGone) {
      throw error;
    }
  }
  const message = whatHappened(ref, dryRun, isGone);
  log.info(message);
  return { ref, uid, message };
}

/** Retires a DPU cluster. @public */
export const retireDpuClusterAction = defineAction({
  name: 'retire-dpu-cluster',
  title: 'Retire a DPU cluster',
  description: [
    'Deletes a DPU cluster that no DPU uses. A registered (static) cluster is only unregistered and keeps running.',
    '## When to use',
    'Only when the user asks to delete or unregister this cluster. Read it with get-dpu-cluster first and give its uid, so that no other cluster of the same name is deleted. It cannot be undone.',
  ].join('\n\n'),
  attributes: { readOnly: false, destructive: true, idempotent: true },
  input: clusterRefFields,
  output,
  direct: { dryRun: dryRunField },
  examples: [
    {
      title: 'Whether it could be retired',
      input: { ref: 'site-a/team-a/blue', dryRun: true },
    },
  ],
  async run({ ref, uid: wanted, dryRun = false }, context) {
    const uid = await presentUid(ref, wanted, context);
    return retireDpuCluster({ ref, uid, dryRun }, context);
  },
});
