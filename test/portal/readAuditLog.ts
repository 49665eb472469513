import fs from 'node:fs/promises';

/** One line of the API server's audit log, level Metadata. */
export interface AuditEvent {
  verb: string;
  user: { username: string };
  objectRef?: {
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
    apiGroup?: string;
  };
  responseStatus?: { code?: number };
  annotations?: Record<string, string>;
  userAgent?: string;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

/** Reads the whole log, oldest first, without an incomplete last line. */
export async function readAuditLog(file: string): Promise<AuditEvent[]> {
  const text = await fs.readFile(file, 'utf8');
  const complete = text.slice(0, text.lastIndexOf('\n') + 1);
  return complete
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}
