import { defineConfig, type Plugin } from 'vite';

/** What uPlot offers beyond lines: bars, splines, steps and joined tables. They are a twentieth of the page. */
const UNUSED = [/\(paths\.(stepped|bars|spline) *= \w+\);/g, /uPlot\.(join|fmtDate|tzDate) = \w+;/g];

function withoutUnusedPlots(): Plugin {
  return {
    name: 'without-unused-plots',
    transform(code, id) {
      if (!id.endsWith('/uPlot.esm.js')) return undefined;
      return { code: UNUSED.reduce((left, unused) => left.replace(unused, ''), code), map: null };
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [withoutUnusedPlots()],
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
