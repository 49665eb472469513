import { boundedText } from './boundedText';

/** The message of whatever was thrown, bounded: it may quote what a server sent. @public */
export function messageOf(error: unknown): string {
  return boundedText(error instanceof Error ? error.message : String(error));
}
