// Kills process groups whose owner died without ending them.
//
// The owner starts this file with a pipe on stdin and writes one line a group: "+<pid>" when it has
// started the leader of a group, "-<pid>" when that group has ended (pids are reused).
// When the pipe closes, however the owner ended, every group still known gets SIGTERM and, two
// seconds later, SIGKILL. It has no dependencies, so that it runs before anything is installed.

const graceMs = 2000;
const pollMs = 50;
const groups = new Set();
let rest = '';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
  process.on(signal, () => {});
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function takeLine(line) {
  const [, sign, digits] = /^([+-])(\d+)$/.exec(line.trim()) ?? [];
  const pid = Number(digits);
  // Group 0 would be this group, and 1 all processes.
  if (!sign || pid < 2) {
    return;
  }
  if (sign === '+') {
    groups.add(pid);
  } else {
    groups.delete(pid);
  }
}

function living() {
  return [...groups].filter(pid => signalGroup(pid, 0));
}

let reaping = false;
function reap() {
  if (reaping) {
    return;
  }
  reaping = true;
  const deadline = Date.now() + graceMs;
  living().forEach(pid => signalGroup(pid, 'SIGTERM'));
  const poll = () => {
    const left = living();
    if (left.length === 0) {
      process.exit(0);
    }
    if (Date.now() >= deadline) {
      left.forEach(pid => signalGroup(pid, 'SIGKILL'));
      process.exit(0);
    }
    setTimeout(poll, pollMs);
  };
  poll();
}

process.stdin.setEncoding('utf8');
process.stdin.on('data', chunk => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  lines.forEach(takeLine);
});
process.stdin.on('end', reap);
process.stdin.on('error', reap);
