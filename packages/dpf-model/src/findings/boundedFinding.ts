import { LONGEST_NAME, boundedText } from '../text/boundedText';
import { Finding } from './Finding';

const MOST_VALUES = 20;

type Evidence = NonNullable<Finding['evidence']>;

function boundedValue(value: Evidence[string]): Evidence[string] {
  if (Array.isArray(value)) {
    return value
      .slice(0, MOST_VALUES)
      .map(item => boundedText(item, LONGEST_NAME));
  }
  return typeof value === 'string' ? boundedText(value) : value;
}

/** A finding quotes what stands in objects; here that is bounded, whichever rule quotes it. Of lists the first 20 stay. */
export function boundedFinding(finding: Finding): Finding {
  const { sentence, remedy, evidence } = finding;
  return {
    ...finding,
    sentence: boundedText(sentence),
    remedy: boundedText(remedy),
    ...(evidence
      ? {
          evidence: Object.fromEntries(
            Object.entries(evidence).map(([name, value]) => [
              name,
              boundedValue(value),
            ]),
          ),
        }
      : {}),
  };
}
