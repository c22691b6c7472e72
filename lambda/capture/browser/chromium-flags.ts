/** What differs from one launch to the next. */
export type FlagChoices = {
  /** Origin of the egress guard. */
  readonly proxy: string;
  readonly profile: string;
  readonly userAgent: string;
  readonly sandbox: boolean;
};

/**
 * The six that shut Chromium in: every request and name goes to the proxy, loopback and link-local included, and
 * WebRTC sends nothing by itself. The WebRTC switch has two names and each build knows one of them only.
 */
export function guardFlags(proxy: string): string[] {
  return [
    `--proxy-server=${proxy}`,
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
  ];
}

const FEATURES_OFF = [
  'AcceptCHFrame',
  // Sends the shape of a page's forms to Google.
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  // Would ask for https where the person saved http.
  'HttpsUpgrades',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'Translate',
];

/** Every flag of a capturing Chromium; neither puppeteer's defaults nor the package's are used. */
export function chromiumFlags({ proxy, profile, userAgent, sandbox }: FlagChoices): string[] {
  return [
    ...guardFlags(proxy),
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    `--user-agent=${userAgent}`,
    ...(sandbox ? [] : ['--no-sandbox']),
    `--disable-features=${FEATURES_OFF.join(',')}`,
    // Nothing of the browser's own goes out; what has no switch is sent to a place that the guard refuses.
    '--component-updater=url-source=http://127.0.0.1:9/',
    '--gaia-url=http://127.0.0.1:9',
    '--disable-component-extensions-with-background-pages',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-update',
    '--disable-crash-reporter',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-sync',
    '--metrics-recording-only',
    '--no-default-browser-check',
    '--no-first-run',
    '--no-pings',
    '--no-service-autorun',
    '--password-store=basic',
    '--use-mock-keychain',
    // The shell has no pop-up blocker of its own.
    '--block-new-web-contents',
    // A page behaves as in a window that somebody looks at.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-hang-monitor',
    '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
    '--hide-scrollbars',
    '--mute-audio',
    // The same pixels on every machine.
    '--font-render-hinting=none',
    '--force-color-profile=srgb',
    // A picture is drawn with the part of the page it lies in: else that part may be taken before it has been decoded.
    '--disable-checker-imaging',
    // A page's picture is drawn in a few large pieces: to keep count of hundreds of small ones takes a fifth of its time.
    '--default-tile-width=2048',
    '--default-tile-height=1024',
    // /dev/shm is small in containers and not writable in Lambda.
    '--disable-dev-shm-usage',
    // Without a graphics card the compositor is quicker by itself than through a software one.
    '--disable-gpu-compositing',
    // WebGL by software: maps and charts are part of what was seen.
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    'about:blank',
  ];
}
