import { DPF_ANNOTATIONS } from '../../annotations';
import { readOwner } from '../../cluster/owner';
import { Finding, FindingRule } from '../Finding';
import { quoted } from '../phrases';
import { setOwnerCommand, settingsLost } from './settingsLost';

const EXAMPLE = 'group:default/TEAM';

function notInCatalog(
  owner: string,
): Pick<Finding, 'severity' | 'sentence' | 'remedy'> {
  const isUser = owner.startsWith('user:');
  return {
    // Users who may sign in without being in the catalog are common, and get their notifications.
    severity: isUser ? 'info' : 'warning',
    sentence: `The owner ${owner} is not in the catalog. ${
      isUser
        ? 'Links to it lead nowhere.'
        : 'Nobody gets notifications as its member, and links to it lead nowhere.'
    }`,
    remedy: `Add the ${isUser ? 'user' : 'group'} to the catalog`,
  };
}

/** The cluster's owner cannot be read, or the catalog does not have it. It stays the owner. */
export const ownerUnknown: FindingRule = (cluster, world) => {
  const text = cluster.metadata.annotations?.[DPF_ANNOTATIONS.owner];
  const owner = readOwner(text);
  const isKnown = owner && world.portal?.isInCatalog(owner) !== false;
  if (!text || isKnown || settingsLost(cluster, world)?.evidence?.owner) {
    return undefined;
  }
  const command = setOwnerCommand(cluster, EXAMPLE);
  const { severity, sentence, remedy } = owner
    ? notInCatalog(owner)
    : {
        severity: 'warning' as const,
        sentence: `The owner ${quoted(
          text,
        )} is no entity reference. The catalog shows the default owner.`,
        remedy: undefined,
      };
  return {
    code: 'OwnerUnknown',
    severity,
    blocking: false,
    sentence,
    remedy: remedy
      ? `${remedy}, or set another owner: ${command}.`
      : `Set an owner: ${command}.`,
    who: 'platform',
    evidence: { owner: text },
  };
};
