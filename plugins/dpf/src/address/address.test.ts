import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SOURCES = resolve(__dirname, '..');

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === '__testUtils__' ? [] : sourcesIn(path);
    }
    return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

describe('the address', () => {
  const sources = sourcesIn(SOURCES).map(path => ({
    file: path.slice(SOURCES.length + 1),
    // Comments may name paths.
    text: readFileSync(path, 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, ''),
  }));
  const filesWith = (pattern: RegExp) =>
    sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

  it('is the business of one file: nothing else depends on React Router', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(filesWith(/from 'react-router/)).toEqual(['address/address.ts']);
  });

  it('has no path of ours outside of the defaults of the pages', () => {
    expect(filesWith(/['"`]\/?(dpu-clusters|fleet)\b/)).toEqual([]);
    expect(filesWith(/['"`]\/(dpus|platform)\b/)).toEqual(['routes.ts']);
    expect(filesWith(/\}\/(dpus|platform)\b/)).toEqual([]);
  });
});
