import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CliUsageError } from './parseCliArguments';
import { loadManagers } from './loadManagers';

describe('loadManagers', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'managers-'));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  function module(name: string, text: string): string {
    const file = path.join(folder, `${name}.js`);
    fs.writeFileSync(file, text);
    return file;
  }
  const makerOf = (type: string) =>
    `exports.createClusterManagers = () => [{ type: '${type}' }];`;

  it('makes what each module has', () => {
    const managers = loadManagers([
      module('metal', makerOf('example.com/metal')),
      module('cloud', makerOf('example.com/cloud')),
    ]);
    expect(managers.map(({ type }) => type)).toEqual([
      'example.com/metal',
      'example.com/cloud',
    ]);
  });

  it('makes none where none is named', () => {
    expect(loadManagers([])).toEqual([]);
  });

  it.each([
    ['a file that is not there', './nowhere.js', 'cannot be loaded'],
    ['a module that fails', module('broken', 'throw Error("oops")'), 'oops'],
    [
      'a module without managers',
      module('empty', ''),
      'exports no function createClusterManagers',
    ],
    [
      'a type that is built in',
      module('static', makerOf('static')),
      'vendor/name',
    ],
  ])('refuses %s', (_what, name, message) => {
    expect(() => loadManagers([name])).toThrow(CliUsageError);
    expect(() => loadManagers([name])).toThrow(message);
  });

  it('refuses a second manager of one type', () => {
    const twice = makerOf('example.com/twice');
    expect(() =>
      loadManagers([module('one', twice), module('two', twice)]),
    ).toThrow('another one handles already');
  });
});
