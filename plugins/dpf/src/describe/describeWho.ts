import { FindingWho } from '@dpf-portal/backstage-plugin-dpf-common';

const WHO: Record<FindingWho, string> = {
  owner: 'The owner must act.',
  platform: 'The platform team must act.',
  nobody: 'Nobody has to act.',
};

/** Who must act, as a sentence. */
export function describeWho(who: FindingWho): string {
  return WHO[who];
}
