import { DpfNetwork } from '../../managementCluster/ManagementCluster';
import { FieldProblem, FieldProblems } from '../DpuClusterRequest';
import { UNUSABLE_VIP_RANGES, canonicalAddress } from '../fields/vip';
import {
  interfaceProblem,
  virtualRouterIdProblem,
} from '../fields/requestFields';
import { labelsProblem } from '../fields/labels';
import { AddressRange, parseIdRange } from './AddressRange';

function vipRangeProblem(text: string): string | undefined {
  const range = AddressRange.parse(text);
  if (!range) {
    return 'Give an address, a CIDR or a range such as 10.0.0.10-10.0.0.20.';
  }
  const unusable = UNUSABLE_VIP_RANGES.find(cidr => range.overlaps(cidr));
  return unusable
    ? `${text} holds addresses of ${unusable}, which cannot be used as VIP.`
    : undefined;
}

function segmentProblem(name: string): string | undefined {
  return /^[A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(name)
    ? undefined
    : 'Give a name of 1 to 63 letters, digits, -, _ and dots.';
}

/** What is wrong with a network as configured. @public */
export function networkProblems(network: DpfNetwork): FieldProblem[] {
  const problems = new FieldProblems();
  problems.add('interface', interfaceProblem(network.interface));
  network.vipRanges.forEach((text, i) => {
    problems.add(`vipRanges[${i}]`, vipRangeProblem(text));
  });
  network.virtualRouterIds.forEach((text, i) => {
    if (!parseIdRange(text)) {
      problems.add(
        `virtualRouterIds[${i}]`,
        'Give a number from 1 to 255 or a range such as 100-150.',
      );
    }
  });
  network.excludedVirtualRouterIds?.forEach((id, i) => {
    problems.add(`excludedVirtualRouterIds[${i}]`, virtualRouterIdProblem(id));
  });
  problems.check('segment', network.segment, segmentProblem);
  problems.check('gateway', network.gateway, text =>
    canonicalAddress(text) ? undefined : 'Give one IP address.',
  );
  problems.check('nodeSelector', network.nodeSelector, labelsProblem);
  return problems.items;
}
