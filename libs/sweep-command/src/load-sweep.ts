/** The sweep itself, loaded when it is called: whoever asks for help need not wait for the SDK. */
export async function loadSweep() {
  const [{ sweep }, reporting, { sweepWindow }] = await Promise.all([
    import('./sweep.js'),
    import('./report-sweep.js'),
    import('./sweep-window.js'),
  ]);
  return { sweep, sweepWindow, ...reporting };
}
