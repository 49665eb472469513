import { toError } from '@backstage/errors';
import { KubeconfigUploadAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { uploadMemory } from './uploadMemory';

/** Uploads a kubeconfig and passes only the returned handle to the form. */
export function useKubeconfigUpload(options: {
  managementCluster?: string;
  onHandle(handle: string | undefined): void;
}) {
  const { managementCluster, onHandle } = options;
  const api = useDpfApi();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<KubeconfigUploadAnswer>();
  const [failure, setFailure] = useState<string>();
  const latest = useRef({ managementCluster, onHandle, round: 0 });
  latest.current.managementCluster = managementCluster;
  latest.current.onHandle = onHandle;
  useEffect(() => {
    const { current } = latest;
    return () => {
      current.round += 1;
    };
  }, []);

  /** Returns whether the upload was accepted. */
  const upload = useCallback(
    async (kubeconfig: string, context?: string): Promise<boolean> => {
      latest.current.round += 1;
      const { round } = latest.current;
      const target = latest.current.managementCluster;
      setBusy(true);
      setRefusal(undefined);
      setFailure(undefined);
      try {
        const answer = await api.uploadKubeconfig({
          kubeconfig,
          ...(context && { context }),
          ...(target && { managementCluster: target }),
        });
        if (round !== latest.current.round) {
          return false;
        }
        if (!answer.handle) {
          setRefusal(answer);
          return false;
        }
        uploadMemory.put(answer.handle, {
          answer,
          context,
          managementCluster: target,
        });
        latest.current.onHandle(answer.handle);
        return true;
      } catch (error) {
        if (round === latest.current.round) {
          setFailure(toError(error).message);
        }
        return false;
      } finally {
        if (round === latest.current.round) {
          setBusy(false);
        }
      }
    },
    [api],
  );
  return { upload, busy, refusal, failure, setFailure };
}
