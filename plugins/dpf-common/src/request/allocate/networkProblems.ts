import { DpfNetwork } from '../../managementCluster';
import { FieldProblem } from '../DpuClusterRequest';
import { FieldProblems } from '../FieldProblems';
import { interfaceProblem, labelsProblem } from '../fields';
import { AddressRange } from './AddressRange';
import { parseIdRange } from './parseIdRange';

/** What is wrong with a network as configured. @public */
export function networkProblems(network: DpfNetwork): FieldProblem[] {
  const problems = new FieldProblems();
  problems.add('interface', interfaceProblem(network.interface));
  network.vipRanges.forEach((text, i) => {
    if (!AddressRange.parse(text)) {
      problems.add(
        `vipRanges[${i}]`,
        'Give an address, a CIDR or a range such as 10.0.0.10-10.0.0.20.',
      );
    }
  });
  network.virtualRouterIds.forEach((text, i) => {
    if (!parseIdRange(text)) {
      problems.add(
        `virtualRouterIds[${i}]`,
        'Give a number from 1 to 255 or a range such as 100-150.',
      );
    }
  });
  problems.check('nodeSelector', network.nodeSelector, labelsProblem);
  return problems.items;
}
