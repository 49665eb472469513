import { sentence, withinSentence } from './sentence';

describe('sentence', () => {
  it.each([
    ['replace the kubeconfig', 'replace the kubeconfig.'],
    ['Replace the kubeconfig.', 'Replace the kubeconfig.'],
    ['Replace the kubeconfig..', 'Replace the kubeconfig.'],
    ['Replace it.  ', 'Replace it.'],
    ['Is it there?', 'Is it there?'],
    ['Cut off…', 'Cut off…'],
    ['It says “no.”', 'It says “no.”'],
    ['It holds (two.)', 'It holds (two.)'],
    ['It holds “two”', 'It holds “two”.'],
    ['It waits for:', 'It waits for.'],
    ['', ''],
  ])('ends %p once', (text, expected) => {
    expect(sentence(text)).toBe(expected);
    expect(sentence(sentence(text))).toBe(expected);
  });
});

describe('withinSentence', () => {
  it.each([
    ['site-a cannot be reached.', 'site-a cannot be reached'],
    ['site-a cannot be reached..', 'site-a cannot be reached'],
    ['fetch failed', 'fetch failed'],
    ['Lost. Try again.', 'Lost. Try again'],
  ])('takes the last full stop off %p', (text, expected) => {
    expect(withinSentence(text)).toBe(expected);
  });
});
