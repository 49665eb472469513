// Preloaded into a process (`--require`): at its end, it writes the URL of every script that is loaded, one a line, into the
// file that LOADED_SCRIPTS_FILE names. The engine answers, so it does not matter whether a script came through `require`,
// `import` or a transform, and until the end the process runs as without it.
const fs = require('node:fs');
const { Session } = require('node:inspector');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.once('exit', () => {
    const urls = [];
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
    // Names all scripts that are there before it returns.
    session.post('Debugger.enable');
    session.disconnect();
    fs.writeFileSync(process.env.LOADED_SCRIPTS_FILE, `${urls.join('\n')}\n`);
  });
}
