import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix, join } from 'node:path';
import { publishedPackages } from '../../pack/publishedPackages.mjs';

/** A link or a picture to a file or a heading: `[text](target)`. */
const LINK = /\]\(([^()\s]+)\)/g;
const ELSEWHERE = /^[a-z][a-z0-9+.-]*:/i;

/** A document without what is shown as it is: fenced blocks and `code`. */
function prose(markdown) {
  return markdown
    .replace(/^[ \t]*(```|~~~)[^]*?^[ \t]*\1[ \t]*$/gm, '')
    .replace(/`[^`\n]*`/g, code => code.replace(/[[\]()]/g, ' '));
}

/** The targets of the links in a document that are in this repository. */
export function linksIn(markdown) {
  return [...prose(markdown).matchAll(LINK)]
    .map(([, target]) => target)
    .filter(target => !ELSEWHERE.test(target));
}

/**
 * The anchors of a document's headings, by the rules of those who show it. Both make lower case of a heading, and leave
 * out what is neither a letter nor a digit; only GitHub keeps two hyphens in a row.
 */
export function anchorsIn(markdown, { isPage }) {
  const headings = markdown
    .replace(/^[ \t]*(```|~~~)[^]*?^[ \t]*\1[ \t]*$/gm, '')
    .matchAll(/^#{1,6} +(.+?) *#*$/gm);
  const anchors = new Set();
  for (const [, heading] of headings) {
    const text = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim();
    const anchor = isPage
      ? text.replace(/[\s-]+/g, '-')
      : text.replace(/\s/g, '-');
    // A heading that occurs again gets a number, by other rules in each; nothing should lead to one of these.
    anchors.add(anchor);
  }
  return anchors;
}

/** Whether TechDocs shows a document, with what is in this folder and nothing else. */
const PAGES = 'docs/';

function problemOf(root, document, target, published) {
  const [path, anchor] = target.split('#');
  const file = path ? posix.join(posix.dirname(document), path) : document;
  if (!existsSync(join(root, file))) {
    return 'which does not exist';
  }
  if (document.startsWith(PAGES) && !file.startsWith(PAGES)) {
    return 'which TechDocs does not have';
  }
  const home = published.find(folder => document.startsWith(`${folder}/`));
  if (home && !file.startsWith(`${home}/`)) {
    return 'which is not in the package';
  }
  if (anchor === undefined) {
    return undefined;
  }
  const text = readFileSync(join(root, file), 'utf8');
  // Pages are read on both sides.
  const isReached = (file.startsWith(PAGES) ? [true, false] : [false]).every(
    isPage => anchorsIn(text, { isPage }).has(anchor),
  );
  return isReached ? undefined : 'which is no heading there';
}

/** Lists the links of documents that lead nowhere. */
export function checkDocumentLinks(root) {
  const documents = execFileSync('git', ['ls-files', '-z', '--', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter(
      name =>
        name && !name.endsWith('.api.md') && !name.startsWith('.changeset/'),
    );
  const published = publishedPackages(root).map(({ folder }) =>
    posix.relative(root, folder),
  );
  return documents.flatMap(document =>
    linksIn(readFileSync(join(root, document), 'utf8')).flatMap(target => {
      const problem = problemOf(root, document, target, published);
      return problem ? [`${document} links to ${target}, ${problem}`] : [];
    }),
  );
}
