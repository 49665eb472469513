const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
const COMMA = 0x2c;

function hasMoreParts(text: string, maxParts: number): boolean {
  let parts = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === COMMA || char === OPENING_BRACE || char === OPENING_BRACKET) {
      parts++;
      if (parts > maxParts) {
        return true;
      }
    }
  }
  return false;
}

/**
 * Parses JSON from a tenant; `undefined` when it is no JSON, or has more than `maxParts` opening brackets and commas. A
 * bound on its bytes is not enough: six megabytes of empty brackets block the event loop for a second or two, ordinary
 * objects of that size for milliseconds.
 */
export function parseBoundedJson(text: string, maxParts: number): unknown {
  if (hasMoreParts(text, maxParts)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
