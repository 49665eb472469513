import { FieldProblem, FieldProblems } from '../request/DpuClusterRequest';
import { momentOf } from '../request/fields/pausedUntil';
import { boundedText } from '../text/boundedText';
import { Finding } from './Finding';

/** Somebody knows of a finding: until then it asks nobody to act. @public */
export interface FindingAcknowledgement {
  /** Entity ref of the user. */
  by: string;
  /** RFC 3339. */
  at: string;
  /** RFC 3339. */
  until: string;
  /** Plain text of one line. */
  note: string;
}

/** What a user says to acknowledge a finding. @public */
export type AcknowledgementRequest = Pick<
  FindingAcknowledgement,
  'note' | 'until'
>;

/** The longest note, in characters. @public */
export const LONGEST_ACKNOWLEDGEMENT_NOTE = 300;

/** The most days that a finding may be acknowledged for; it can be acknowledged again before they are over. @public */
export const LONGEST_ACKNOWLEDGEMENT_DAYS = 30;

const DAY_MS = 24 * 60 * 60_000;
/** The clock of the one who asks may be ahead. */
const CLOCK_MS = 5 * 60_000;

/** Why a finding cannot be acknowledged until then. `now` is wall milliseconds. */
function untilProblem(until: string, now: number): string | undefined {
  const time = momentOf(until);
  if (time === undefined) {
    return 'Give a time such as 2027-01-31T18:00:00Z.';
  }
  if (time <= now) {
    return 'Choose a time that is still to come.';
  }
  return time > now + LONGEST_ACKNOWLEDGEMENT_DAYS * DAY_MS + CLOCK_MS
    ? `A problem can be acknowledged for ${LONGEST_ACKNOWLEDGEMENT_DAYS} days at most; it can be acknowledged again before they are over.`
    : undefined;
}

/** The note as it is stored: one line of printable text. */
function plainNote(note: string): string {
  return boundedText(note, note.length).replace(/\s+/g, ' ').trim();
}

function noteProblem(note: string): string | undefined {
  if (!note) {
    return 'Say what is done about the problem, or why it waits.';
  }
  return note.length > LONGEST_ACKNOWLEDGEMENT_NOTE
    ? `A note has at most ${LONGEST_ACKNOWLEDGEMENT_NOTE} characters.`
    : undefined;
}

/** What is wrong with a request to acknowledge a finding. `now` is wall milliseconds. @public */
export function acknowledgementProblems(
  { note, until }: AcknowledgementRequest,
  now: number,
): FieldProblem[] {
  const problems = new FieldProblems();
  problems.add('note', noteProblem(plainNote(note)));
  problems.add('until', untilProblem(until, now));
  return problems.items;
}

/** The acknowledgement of a request without problems, made by this user now. `now` is wall milliseconds. @public */
export function toAcknowledgement(
  { note, until }: AcknowledgementRequest,
  by: string,
  now: number,
): FindingAcknowledgement {
  return {
    by,
    at: new Date(now).toISOString(),
    until: new Date(momentOf(until) ?? now).toISOString(),
    note: plainNote(note),
  };
}

/** The findings with the acknowledgements that are in force, by code. @public */
export function withAcknowledgements(
  findings: readonly Finding[],
  of: (code: Finding['code']) => FindingAcknowledgement | undefined,
): Finding[] {
  return findings.map(finding => {
    const acknowledgement = of(finding.code);
    return acknowledgement ? { ...finding, acknowledgement } : finding;
  });
}
