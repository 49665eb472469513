import { NodeMatches } from '@dpf-portal/dpf-model';
import { useEffect, useState } from 'react';
import { useDpfApi } from '../../api/useDpfApi';

/** The nodes are asked for this long after the last keystroke. */
const TYPING_MS = 300;

/** Which nodes the selector matches. `undefined` until the server has answered, and where it cannot. */
export function useNodeMatches(
  managementCluster: string | undefined,
  selector: Record<string, string> | undefined,
): NodeMatches | undefined {
  const api = useDpfApi();
  const [answer, setAnswer] = useState<{ for: string; matches: NodeMatches }>();
  const asked =
    managementCluster && selector
      ? JSON.stringify([managementCluster, selector])
      : undefined;
  useEffect(() => {
    if (!asked) {
      return undefined;
    }
    const [name, labels] = JSON.parse(asked);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      api.getNodeMatches(name, labels, { signal: abort.signal }).then(
        matches => !abort.signal.aborted && setAnswer({ for: asked, matches }),
        () => !abort.signal.aborted && setAnswer(undefined),
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, asked]);
  return answer?.for === asked ? answer?.matches : undefined;
}
