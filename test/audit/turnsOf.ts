import { AuditEvent } from '../portal/readAuditLog';

/** Writes of one user that no write of another interrupts. */
export interface WriterTurn {
  user: string;
  /** The first write, as `verb resource namespace/name code`. */
  first: string;
  writes: number;
  /** When the API server had the first and had answered the last; milliseconds since the epoch. */
  begun: number;
  ended: number;
}

/** Whose turn it was to write, in the order in which the API server answered. */
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
