import { ManagementCluster, clusterNameProblem } from '@dpf-portal/dpf-model';
import { useEffect, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';
import { checkNameTaken } from './checkNameTaken';

/** The name is checked this long after the last keystroke. */
const TYPING_MS = 300;

interface NameCheck {
  name?: string;
  problem?: string;
}

/** Checks a name while it is typed. `free` is only true after the server has confirmed it. */
export function useNameCheck(
  name: string,
  managementCluster: ManagementCluster | undefined,
  /** The namespace that the form names. Default: the policy's. */
  chosenNamespace?: string,
): { problem?: string; free: boolean } {
  const api = useDpfApi();
  const [check, setCheck] = useState<NameCheck>({});
  const malformed = name ? clusterNameProblem(name) : undefined;
  const cluster = managementCluster?.name;
  const namespace = chosenNamespace ?? managementCluster?.policy.namespace;
  useEffect(() => {
    if (!name || malformed) {
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      checkNameTaken({
        api,
        name,
        managementCluster: cluster,
        namespace,
        request: { signal: abort.signal },
      }).then(
        problem => !abort.signal.aborted && setCheck({ name, problem }),
        () => !abort.signal.aborted && setCheck({}),
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, name, malformed, cluster, namespace]);
  const answered = check.name === name && !malformed;
  return {
    problem: malformed ?? (answered ? check.problem : undefined),
    free: Boolean(name) && answered && !check.problem,
  };
}
