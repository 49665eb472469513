// Loaded before a program: at SIGUSR2 it collects garbage and writes what is left into $MEMORY_FILE, as JSON.
const { writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

process.on('SIGUSR2', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  collect();
  collect();
  writeFileSync(process.env.MEMORY_FILE, JSON.stringify(process.memoryUsage()));
});
