import { DPF_ANNOTATIONS } from '../../annotations';
import { readPause } from '../../request/fields/pausedUntil';
import { dayAndTime } from '../../text/dayAndTime';
import { kubectlArgs, quoted } from '../phrases';
import { FindingRule } from '../Finding';

/** The pause annotation has a value that no request could set. The cluster is managed as if it had none. */
export const pauseIgnored: FindingRule = (cluster, world) => {
  const text = cluster.metadata.annotations?.[DPF_ANNOTATIONS.pausedUntil];
  const pause = readPause(text, world.now);
  if (!text || pause.state !== 'ignored') {
    return undefined;
  }
  const sentence =
    pause.because === 'tooLong'
      ? `The pause until ${dayAndTime(
          text,
        )} is ignored, and the cluster is managed as usual: a pause lasts 7 days at most.`
      : `The pause until ${quoted(
          text,
        )} is ignored, and the cluster is managed as usual: the value is not an RFC 3339 time.`;
  return {
    code: 'PauseIgnored',
    severity: 'warning',
    blocking: false,
    sentence,
    remedy: `Set the annotation ${
      DPF_ANNOTATIONS.pausedUntil
    } to a time within 7 days, such as 2027-01-31T18:00:00Z, or remove it: \`kubectl ${kubectlArgs(
      cluster,
      world,
      'annotate',
    )} ${DPF_ANNOTATIONS.pausedUntil}-\`.`,
    who: 'owner',
    evidence: { pausedUntil: text.slice(0, 100) },
  };
};
