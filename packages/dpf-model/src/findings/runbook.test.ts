import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Codes as the type lists them: types are gone when tests run. */
function codesOfType(): string[] {
  const text = readFileSync(resolve(__dirname, 'Finding.ts'), 'utf8');
  const [, union = ''] = /type FindingCode =([^;]+);/.exec(text) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
}

describe('the runbook', () => {
  it('has an entry for each finding', () => {
    const runbook = readFileSync(
      resolve(__dirname, '../../../../docs/operate.md'),
      'utf8',
    );
    const entries = [...runbook.matchAll(/^### (\w+)$/gm)].map(
      ([, code]) => code,
    );
    expect(codesOfType().length).toBeGreaterThan(10);
    expect(entries.sort()).toEqual(codesOfType().sort());
  });
});
