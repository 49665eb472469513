import {
  HOSTILE_KUBECONFIGS,
  HOSTILE_MARKER,
  HostileKubeconfig,
} from '@dpf-portal/test-support';
import { inspectKubeconfig, parseSafeKubeconfig } from './inspectKubeconfig';
import {
  KubeconfigProblem,
  UnsafeKubeconfigError,
} from './KubeconfigInspection';
import { decodeKubeconfig } from './kubeconfigTextOf';

// The worst of them took seconds before its entries were counted; a busy machine needs some of this.
const LONGEST_MS = 1_000;

/** As a Secret is read. */
function textOf({ content }: HostileKubeconfig): string {
  return typeof content === 'string' ? content : decodeKubeconfig(content);
}

function problemsOf(hostile: HostileKubeconfig): readonly KubeconfigProblem[] {
  try {
    const rules = { allowToken: true };
    return inspectKubeconfig(textOf(hostile), rules).problems;
  } catch (error) {
    if (error instanceof UnsafeKubeconfigError) {
      return error.problems;
    }
    throw error;
  }
}

const refused = HOSTILE_KUBECONFIGS.filter(({ refusal }) => refusal);
const accepted = HOSTILE_KUBECONFIGS.filter(({ refusal }) => !refusal);

describe('A hostile kubeconfig', () => {
  it.each(refused.map(one => [one.what, one] as const))(
    'should be refused soon and without a word of it: %s',
    (_, hostile) => {
      const before = performance.now();
      const problems = problemsOf(hostile);
      expect(performance.now() - before).toBeLessThan(LONGEST_MS);
      expect(problems[0]?.code).toBe(hostile.refusal);
      expect(problems.length).toBeLessThan(10);
      const said = JSON.stringify(problems);
      expect(said).not.toContain(HOSTILE_MARKER);
      expect(said.length).toBeLessThan(2_000);
      expect(() => parseSafeKubeconfig(textOf(hostile))).toThrow(
        UnsafeKubeconfigError,
      );
    },
  );

  it.each(accepted.map(one => [one.what, one] as const))(
    'should be accepted where it only looks odd: %s',
    (_, odd) => {
      expect(inspectKubeconfig(textOf(odd)).problems).toEqual([]);
      expect(parseSafeKubeconfig(textOf(odd))).toMatchObject({
        host: '10.0.0.10',
        port: 6443,
      });
    },
  );

  it('should leave every other object as it was', () => {
    HOSTILE_KUBECONFIGS.forEach(problemsOf);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('exec' in {}).toBe(false);
  });
});
