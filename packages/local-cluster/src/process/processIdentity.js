// @ts-check
'use strict';

const fs = require('node:fs');

/**
 * The holder of a lock file. `startedAt`, where the system provides it, distinguishes the process from a later one with
 * the same pid.
 *
 * @typedef {{pid: number, startedAt?: string}} ProcessIdentity
 */

/** @returns {ProcessIdentity} */
function ownIdentity() {
  return { pid: process.pid, startedAt: startOf(process.pid) };
}

/**
 * Whether the process still runs.
 *
 * @param {ProcessIdentity} identity
 */
function isRunning({ pid, startedAt }) {
  return isAlive(pid) && startOf(pid) === startedAt;
}

/**
 * Whether a process with this id runs, of any user.
 *
 * @param {number} pid
 */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * When a process started, in ticks since boot: field 22 of its stat line. Linux only.
 *
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in brackets and may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

module.exports = { isAlive, isRunning, ownIdentity };
