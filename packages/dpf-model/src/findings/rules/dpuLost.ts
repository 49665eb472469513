import { Dpu } from '../../cluster/DpuCluster';
import { dpusWhere, hostOf, kubectlDpu, lostDpus, namesOf } from '../dpuStates';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';

/** Of a DPU that is silent; `wholeHost`: every DPU of its host is. */
export function remedyForLost(dpu: Dpu, wholeHost: boolean): string {
  return `Check ${
    wholeHost ? 'power and network' : 'the DPUs'
  } of host ${hostOf(dpu)}, and look at the DPU: ${kubectlDpu(
    'describe',
    dpu,
  )}. It joins again by itself when it is back. If it is lost for good, delete it, and DPF provisions it again: ${kubectlDpu(
    'delete',
    dpu,
  )}.`;
}

/** DPUs that had joined and whose Nodes have not been Ready for five minutes, by host: they usually fail together. */
export const dpuLost: FindingRule = (cluster, world) => {
  const lost = lostDpus(cluster, world);
  const [first] = lost;
  if (!first) {
    return undefined;
  }
  const perHost = new Map<string, number>();
  for (const { dpu } of lost) {
    const host = hostOf(dpu);
    perHost.set(host, (perHost.get(host) ?? 0) + 1);
  }
  const hosts = [...perHost].sort(
    ([one, many], [other, more]) => more - many || (one < other ? -1 : 1),
  );
  const [host] = hosts[0];
  const ofHost = dpusWhere(cluster, world, dpu => hostOf(dpu) === host);
  const isWhole = ofHost.length === perHost.get(host);
  const one = lost.length === 1;
  const names = namesOf(lost.map(({ dpu }) => dpu));
  return {
    code: 'DpuLost',
    severity: 'warning',
    blocking: false,
    sentence: `${count(lost.length, 'DPU')} that had joined ${
      one ? 'is' : 'are'
    } silent, on ${count(hosts.length, 'host')}: ${someOf(
      hosts.map(([its, number]) => `${its} (${count(number, 'DPU')})`),
    )}. ${
      one ? 'Its Node is' : 'Their Nodes are'
    } not Ready in the DPU cluster.`,
    remedy: remedyForLost(first.dpu, isWhole),
    who: 'platform',
    since: first.since,
    evidence: {
      count: lost.length,
      dpus: names,
      hosts: hosts.map(([its]) => its),
    },
  };
};
