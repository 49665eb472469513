import { manifestUrlProblem, readManifestUrl } from './manifestUrl';

it.each([
  ['https://git.example.com/blue.yaml', 'https://git.example.com/blue.yaml'],
  ['http://git.example.com', 'http://git.example.com/'],
  ['HTTPS://GIT.example.com/a b', 'https://git.example.com/a%20b'],
])('%s is the address of a manifest', (text, url) => {
  expect(readManifestUrl(text)).toBe(url);
  expect(manifestUrlProblem(text)).toBeUndefined();
});

it.each([
  '',
  'blue.yaml',
  '/clusters/blue.yaml',
  '//git.example.com/blue.yaml',
  // eslint-disable-next-line no-script-url -- it is what must be refused
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'ssh://git@example.com/blue',
  'https://ann:secret@git.example.com/blue.yaml',
  `https://git.example.com/${'x'.repeat(2_000)}`,
])('%s is none, so no link is made of it', text => {
  expect(readManifestUrl(text)).toBeUndefined();
  expect(manifestUrlProblem(text)).toContain('http or https');
});
