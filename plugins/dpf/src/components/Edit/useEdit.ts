import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  UpdateDpuClusterAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterChange } from '@dpf-portal/dpf-model';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { expectedOf } from './expectedOf';

/** Where an edit is: being filled in, checked and waiting for a confirmation, or carried out. */
export type EditStep = 'form' | 'review' | 'done';

function isConflict(error: Error): boolean {
  return 'statusCode' in error && error.statusCode === 409;
}

/** One edit: the server checks the change without carrying it out, and carries it out once it is confirmed. */
export function useEdit(options: {
  /** As it was when the dialog was opened: the change is made from its values. */
  cluster: DpuClusterView;
  onChanged(): void;
}) {
  const { cluster, onChanged } = options;
  const api = useDpfApi();
  const [change, setChange] = useState<DpuClusterChange>();
  const [step, setStep] = useState<EditStep>('form');
  const [checked, setChecked] = useState<UpdateDpuClusterAnswer>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{
    message: string;
    /** Somebody else has changed the cluster; or DPUs whose number was confirmed. */
    isConflict: boolean;
  }>();

  const run = async (
    next: EditStep,
    how: Parameters<typeof api.updateDpuCluster>[2],
  ): Promise<UpdateDpuClusterAnswer | undefined> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const answer = await api.updateDpuCluster(
        clusterRefOf(cluster),
        { ...change, expected: expectedOf(change ?? {}, cluster) },
        how,
      );
      setStep(next);
      return answer;
    } catch (caught) {
      const error = toError(caught);
      setFailure({ message: error.message, isConflict: isConflict(error) });
      setStep('form');
      return undefined;
    } finally {
      setBusy(false);
    }
  };

  return {
    change,
    step,
    checked,
    busy,
    failure,
    setChange: (next: DpuClusterChange | undefined) => {
      setChange(next);
      setFailure(undefined);
    },
    back: () => setStep('form'),
    review: async () => {
      setChecked(await run('review', { dryRun: true }));
    },
    confirm: async () => {
      if (await run('done', { confirmDpus: checked?.labelChange?.deletes })) {
        onChanged();
      }
    },
  };
}
