import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A block of TypeScript, with the indentation that it has in a list. */
const BLOCK = /^([ \t]*)```tsx?\n([^]*?)^\1```/gm;
const IMPORT = /import\s+(?:type\s+)?([^'";]+?)\s+from\s+['"]([^'"]+)['"]/g;
const ELEMENT = /<([A-Z]\w*)/g;

/** What the blocks of a document import from where, and the elements that they use. */
export function namesIn(markdown) {
  const code = [...markdown.matchAll(BLOCK)].map(([, , text]) => text);
  const imports = code.flatMap(text =>
    [...text.matchAll(IMPORT)].map(([, clause, from]) => ({
      from,
      names: (/\{([^}]*)\}/.exec(clause)?.[1] ?? '')
        .split(',')
        .map(item => item.trim().replace(/^type\s+/, ''))
        .map(item => item.split(/\s/)[0])
        .filter(Boolean),
    })),
  );
  const elements = code.flatMap(text =>
    [...text.matchAll(ELEMENT)].map(([, name]) => name),
  );
  return { imports, elements: [...new Set(elements)] };
}

/** The names that a module offers, without the types. Indexes name what they export. */
export async function exportsOf(file, { withTypes = false } = {}) {
  // Not at the top: the entry script loads this file before dependencies are installed.
  const { default: typescript } = await import('typescript');
  const source = typescript.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    typescript.ScriptTarget.Latest,
  );
  const { SyntaxKind } = typescript;
  return source.statements.flatMap(statement => {
    if (typescript.isExportDeclaration(statement) && statement.exportClause) {
      return statement.exportClause.elements
        .filter(
          ({ isTypeOnly }) =>
            withTypes || !(statement.isTypeOnly || isTypeOnly),
        )
        .map(({ name }) => name.text);
    }
    const isExported = statement.modifiers?.some(
      ({ kind }) => kind === SyntaxKind.ExportKeyword,
    );
    if (!isExported) {
      return [];
    }
    return typescript.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.text)
      : [statement.name.text];
  });
}

/** The entries of our packages: the source for each name that others import, as `@scope/name/entry`. */
function entriesOf(root) {
  return new Map(
    execFileSync('git', ['ls-files', '-z', '--', '*/package.json'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\0')
      .filter(Boolean)
      .flatMap(file => {
        const { name, main, exports } = JSON.parse(
          readFileSync(join(root, file), 'utf8'),
        );
        return Object.entries(exports ?? { '.': main })
          .filter(([, source]) => /\.tsx?$/.test(source ?? ''))
          .map(([entry, source]) => [
            `${name}${entry.slice(1)}`,
            join(root, dirname(file), source),
          ]);
      }),
  );
}

/** A package's README that has to show all of an entry, because nothing else says how its parts go together. */
const COMPLETE = {
  'plugins/dpf/README.md': '@dpf-portal/backstage-plugin-dpf/legacy',
};

async function problemsOf(document, markdown, entries) {
  const { imports, elements } = namesIn(markdown);
  const problems = [];
  const imported = new Set(imports.flatMap(({ names }) => names));
  for (const { from, names } of imports) {
    const entry = entries.get(from);
    if (entry) {
      const offered = await exportsOf(entry, { withTypes: true });
      problems.push(
        ...names
          .filter(name => !offered.includes(name))
          .map(name => `imports ${name}, which ${from} does not export`),
      );
      problems.push(
        ...elements
          .filter(name => offered.includes(name) && !imported.has(name))
          .map(name => `uses ${name}, which no block imports from ${from}`),
      );
    }
  }
  const whole = COMPLETE[document];
  if (whole) {
    const offered = await exportsOf(entries.get(whole));
    problems.push(
      ...offered
        .filter(name => !new RegExp(String.raw`\b${name}\b`).test(markdown))
        .map(name => `does not say what ${name} of ${whole} is for`),
    );
  }
  return [...new Set(problems)];
}

/** Lists names of our packages that the code in documents has wrong, and parts of an entry that nothing explains. */
export async function checkDocumentedNames(root) {
  const entries = entriesOf(root);
  const documents = execFileSync(
    'git',
    ['ls-files', '-z', '--', 'docs', ':(glob)*.md', '*/README.md'],
    { cwd: root, encoding: 'utf8' },
  )
    .split('\0')
    .filter(name => name.endsWith('.md'));
  const problems = [];
  for (const document of documents) {
    const markdown = readFileSync(join(root, document), 'utf8');
    problems.push(
      ...(await problemsOf(document, markdown, entries)).map(
        problem => `${document} ${problem}`,
      ),
    );
  }
  return problems;
}
