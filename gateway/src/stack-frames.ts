/**
 * Where an error was thrown, for a log: the lines of its stack that name places in the code, and no other.
 *
 * A stack begins with the message, and a message may repeat a value on as many lines as it likes.
 */
const FRAME = /^\s+at /;
const MAX_FRAMES = 10;

/** @returns undefined for what has no stack */
export function stackFrames(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || error.stack === undefined) return undefined;
  const { stack, message } = error;
  const begin = stack.indexOf(message);
  // Behind the message, so that a message with a line like a frame's does not pass for one.
  const frames = begin === -1 ? stack : stack.slice(begin + message.length);
  return frames
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES);
}
