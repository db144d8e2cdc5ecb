import type uPlot from 'uplot';
import { colourOf } from './plot-canvas.ts';
import type { PlotKind } from './plot-series.ts';

/** Offers a file to keep. */
export function saveFile(name: string, content: Blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The plot with its title and its lines' names, on the ground of the page. */
export function savePicture(plot: uPlot, { id, title, series }: PlotKind) {
  const box = plot.root;
  const source = plot.ctx.canvas;
  const scale = source.width / plot.width;
  const canvas = document.createElement('canvas');
  const head = 26 * scale;
  canvas.width = source.width;
  canvas.height = source.height + head;
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.fillStyle = colourOf(box, 'surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colourOf(box, 'text');
  context.font = `${13 * scale}px system-ui, sans-serif`;
  context.fillText(`${title} (${series.map(({ label }) => label).join(', ')})`, 8 * scale, 18 * scale);
  context.drawImage(source, 0, head);
  canvas.toBlob((blob) => {
    if (blob !== null) saveFile(`${id}.png`, blob);
  });
}
