import { AuditEvent } from '../portal/readAuditLog';

/** Consecutive writes of one user. */
export interface WriterTurn {
  user: string;
  /** The first write, as `verb resource namespace/name code`. */
  first: string;
  writes: number;
  /** Start of the first and end of the last write, in milliseconds since the epoch. */
  begun: number;
  ended: number;
}

/** Groups writes into turns, in the order of the responses. */
export function turnsOf(events: readonly AuditEvent[]): WriterTurn[] {
  const turns: WriterTurn[] = [];
  const inOrder = [...events].sort((a, b) =>
    a.stageTimestamp.localeCompare(b.stageTimestamp),
  );
  for (const event of inOrder) {
    const ended = Date.parse(event.stageTimestamp);
    const turn = turns.at(-1);
    if (turn?.user === event.user.username) {
      turn.writes += 1;
      turn.ended = ended;
    } else {
      turns.push({
        user: event.user.username,
        first: describeWrite(event),
        writes: 1,
        begun: Date.parse(event.requestReceivedTimestamp),
        ended,
      });
    }
  }
  return turns;
}

function describeWrite({
  verb,
  objectRef,
  responseStatus,
}: AuditEvent): string {
  const { resource, subresource, namespace, name } = objectRef ?? {};
  const what = subresource ? `${resource}/${subresource}` : resource;
  return `${verb} ${what} ${namespace}/${name} ${responseStatus?.code}`;
}
