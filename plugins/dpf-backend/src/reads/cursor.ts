import { InputError } from '@backstage/errors';
import { Position } from './orderClusters';

/** An opaque text for the place after which the next page starts. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.key, position.ref])).toString(
    'base64url',
  );
}

/** Reads what `encodeCursor` made. */
export function decodeCursor(cursor: string): Position {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [key, ref] = parsed.map(String);
      return { key, ref };
    }
  } catch {
    // Said below.
  }
  throw new InputError('The cursor is not one that this API gave.');
}
