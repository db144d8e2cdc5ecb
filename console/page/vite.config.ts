import { defineConfig, type Plugin } from 'vite';

/** What uPlot offers beyond lines: bars, splines, steps and joined tables. They are a twentieth of the page. */
const UNUSED = [/\(paths\.(stepped|bars|spline) *= \w+\);/g, /uPlot\.(join|fmtDate|tzDate) = \w+;/g];

/** Its numbers as all of the page's: a browser whose locale is no language tag ("en-US@posix") would show no page at all. */
const LOCALE = ["domEnv ? nav.language : 'en-US'", "'en-GB'"] as const;

function adaptedPlots(): Plugin {
  return {
    name: 'adapted-plots',
    transform(code, id) {
      if (!id.endsWith('/uPlot.esm.js')) return undefined;
      if (!code.includes(LOCALE[0])) throw new Error('uPlot takes its locale from elsewhere now: see LOCALE');
      return { code: UNUSED.reduce((left, unused) => left.replace(unused, ''), code).replace(...LOCALE), map: null };
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [adaptedPlots()],
  build: {
    // Browsers that know light-dark(): the page is for whoever runs the system, not for its customers.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    outDir: '../../.local/console/page',
    emptyOutDir: true,
    // One file of script and one of styles, which the strictest policy allows.
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
