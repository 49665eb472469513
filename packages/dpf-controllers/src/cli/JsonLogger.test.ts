import { JsonLogger } from './JsonLogger';

describe('JsonLogger', () => {
  it('writes one document a line, with what its parents know', () => {
    const lines: string[] = [];
    const logger = new JsonLogger({ write: line => lines.push(line) });
    logger
      .child({ key: 'team-a/test' })
      .info('Creating → Ready', { reason: 'HealthCheckPassed' });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0])).toMatchObject({
      level: 'info',
      message: 'Creating → Ready',
      key: 'team-a/test',
      reason: 'HealthCheckPassed',
    });
  });

  it('says of an error only its message', () => {
    const lines: string[] = [];
    const error = Object.assign(new Error('refused'), { token: 'secret' });
    new JsonLogger({ write: line => lines.push(line) }).error('Failed', error);
    expect(lines[0]).toContain('refused');
    expect(lines[0]).not.toContain('secret');
  });
});
