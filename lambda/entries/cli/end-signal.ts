/**
 * Ends the command gently on Ctrl-C, on SIGTERM, and when the process that started it is gone; a second
 * Ctrl-C ends it at once.
 */
export function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(`ended by ${signal}`));
    });
  process.on('disconnect', () => controller.abort(new Error('the starting process is gone')));
  // The channel alone must not keep a finished command alive.
  process.channel?.unref();
  return controller.signal;
}
