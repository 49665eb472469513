import { toError } from '@backstage/errors';
import {
  DpuClusterView,
  UpdateDpuClusterAnswer,
  clusterRefOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterChange } from '@dpf-portal/dpf-model';
import { useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { StoredChange } from './editProgress';
import { expectedOf } from './expectedOf';

/** Where an edit is: being filled in, checked and waiting for a confirmation, or carried out. */
export type EditStep = 'form' | 'review' | 'done';

function isConflict(error: Error): boolean {
  return 'statusCode' in error && error.statusCode === 409;
}

/** One edit: the server checks the change without carrying it out, and carries it out once it is confirmed. */
export function useEdit(options: {
  /** As it was when the dialog was opened: the change is made from its values. */
  before: DpuClusterView;
  /** As it is now: the progress of the change is measured from it. */
  cluster: DpuClusterView;
  onChanged(): void;
}) {
  const { before, cluster, onChanged } = options;
  const api = useDpfApi();
  const [change, setChange] = useState<DpuClusterChange>();
  const [step, setStep] = useState<EditStep>('form');
  const [checked, setChecked] = useState<UpdateDpuClusterAnswer>();
  const [stored, setStored] = useState<Omit<StoredChange, 'cluster'>>();
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
        clusterRefOf(before),
        { ...change, expected: expectedOf(change ?? {}, before) },
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
    stored,
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
      if (change) {
        setStored({
          change,
          before: cluster,
          labelChange: checked?.labelChange,
        });
      }
      if (await run('done', { confirmDpus: checked?.labelChange?.deletes })) {
        onChanged();
      }
    },
  };
}
