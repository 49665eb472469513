// Asks a portal for some routes, each again and again, and reports how long each answer took. It is a process of its own,
// because the process of the bench also runs the stand-ins of the local cluster, which would delay what it measures.
//
// Messages to it: {begin: {baseUrl, token, routes, pauseMs}}, then 'end'. It answers 'end' with the milliseconds by route.
const { setTimeout: sleep } = require('node:timers/promises');

const RETRY_MS = 50;
const LONGEST_MS = 120_000;

const taken = {};
let isEnding = false;

async function tryOnce(url, token) {
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  return answer.ok;
}

/** A request that fails is sent again, as a browser does it, and its time counts. */
async function askOnce(url, token) {
  const begun = performance.now();
  while (!(await tryOnce(url, token).catch(() => false))) {
    await sleep(RETRY_MS);
    if (performance.now() - begun > LONGEST_MS) {
      throw new Error(`${url} did not answer within ${LONGEST_MS} ms`);
    }
  }
  return performance.now() - begun;
}

async function ask({ baseUrl, token, routes, pauseMs }) {
  const asking = Object.entries(routes).map(async ([name, path]) => {
    taken[name] = [];
    while (!isEnding) {
      taken[name].push(await askOnce(`${baseUrl}${path}`, token));
      await sleep(pauseMs);
    }
  });
  await Promise.all(asking);
  process.send(taken);
}

process.on('message', message => {
  if (message === 'end') {
    isEnding = true;
  } else {
    ask(message.begin).catch(error => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
  }
});
process.on('disconnect', () => process.exit());
