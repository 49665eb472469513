import { FindingWho, ProblemCounts } from '@dpf-portal/dpf-model';

const WHO: Record<FindingWho, string> = {
  platform: 'Platform',
  owner: 'Owners',
  nobody: 'Nobody',
};
const ORDER: readonly FindingWho[] = ['platform', 'owner', 'nobody'];

/** Who acts, in a column of a table. */
export function whoActs(who: FindingWho): string {
  return WHO[who];
}

/** `Platform 2`, `Owners 1`: how many problems wait for whom; only those who have some. */
export function describeProblems(problems: ProblemCounts): string[] {
  return ORDER.filter(who => problems[who] > 0).map(
    who => `${WHO[who]} ${problems[who]}`,
  );
}
