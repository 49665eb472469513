// Asks a portal for some routes, each again and again, and reports how long each answer took. It is a process of its own,
// because the process of the bench also runs the stand-ins of the local cluster, which would delay what it measures.
//
// Messages to it: {begin: {baseUrl, token, routes, pauseMs}}, then 'end'. It answers 'end' with the milliseconds by route.
const { setTimeout: sleep } = require('node:timers/promises');

const taken = {};
let isEnding = false;

async function askOnce(url, token) {
  const begun = performance.now();
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.arrayBuffer();
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status}`);
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
