import { groupOf } from '../../cluster/DpuCluster';
import { HeldDpu, dpusWhere, heldDpu, hostOf, namesOf } from '../dpuStates';
import { count, someOf } from '../phrases';
import { shellQuoted } from '../../text/shellQuoted';
import { FindingRule } from '../Finding';

function hostsOf(held: readonly HeldDpu[]): string[] {
  return [...new Set(held.map(({ dpu }) => hostOf(dpu)))];
}

/** Tells DPF that the host was rebooted, or may lose its DPU. */
export function releaseCommand({ dpu, what }: HeldDpu): string {
  const host = hostOf(dpu);
  const { namespace } = dpu.metadata;
  const named = shellQuoted(what === 'reboot' ? host : `${host}-hold`);
  return what === 'reboot'
    ? `kubectl -n ${namespace} annotate dpunode ${named} ${groupOf(
        dpu,
      )}/dpunode-external-reboot-required-`
    : `kubectl -n ${namespace} annotate dpunodemaintenance ${named} ${groupOf(
        dpu,
      )}/wait-for-external-nodeeffect=false --overwrite`;
}

/** What the person must do whom the DPU waits for. */
export function remedyForHeld(held: HeldDpu): string {
  const host = hostOf(held.dpu);
  return `${
    held.what === 'reboot'
      ? `Reboot host ${host}, then tell DPF`
      : `Make host ${host} ready to lose its DPU, then release it`
  }: \`${releaseCommand(held)}\`.`;
}

/** DPUs whose provisioning waits until a person has rebooted their host, or has released it. */
export const dpusHeld: FindingRule = (cluster, world) => {
  const held = dpusWhere(
    cluster,
    world,
    dpu => heldDpu(dpu) !== undefined,
  ).flatMap(dpu => heldDpu(dpu) ?? []);
  const [first] = held;
  if (!first) {
    return undefined;
  }
  const reboots = held.filter(({ what }) => what === 'reboot');
  const holds = held.filter(({ what }) => what === 'hold');
  const rebootHosts = hostsOf(reboots);
  const holdHosts = hostsOf(holds);
  const waitsFor = [
    ...(reboots.length ? [`a reboot of host ${someOf(rebootHosts)}`] : []),
    ...(holds.length ? [`the release of host ${someOf(holdHosts)}`] : []),
  ].join(' and for ');
  const names = namesOf(held.map(({ dpu }) => dpu));
  const more = [rebootHosts, holdHosts].some(({ length }) => length > 1)
    ? ' Do the same for each of the other hosts.'
    : '';
  return {
    code: 'DpusHeld',
    severity: 'warning',
    blocking: false,
    sentence: `Provisioning of ${count(names.length, 'DPU')} (${someOf(
      names,
    )}) waits for a person: for ${waitsFor}.`,
    remedy: `${[
      ...reboots.slice(0, 1).map(remedyForHeld),
      ...holds.slice(0, 1).map(remedyForHeld),
    ].join(' ')}${more}`,
    who: 'platform',
    since: first.since,
    evidence: {
      count: names.length,
      dpus: names,
      ...(rebootHosts.length ? { reboot: rebootHosts } : {}),
      ...(holdHosts.length ? { hold: holdHosts } : {}),
    },
  };
};
